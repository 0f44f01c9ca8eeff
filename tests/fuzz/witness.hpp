#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "support/faulty_store.hpp"

namespace workchat::fuzz {

/// Everything that was ever stored and that the engine may know of, log by log. A room that is made anew has a
/// log of its own: they are told apart by the epoch.
class Witness {
 public:
  struct Place {
    std::string log;  ///< a room's epoch, "@server" or "@<user id>"
    Seq seq = 0;
  };

  /// Of a batch that is in `store` now. Checks that numbers are dense and stamps never decrease.
  void stored(const Batch& batch, const MessageStore& store);

  /// Null: nothing was stored there.
  const Place* place(Pos pos) const;
  const Entry* entry(const std::string& log, Seq seq) const;
  Seq head(const std::string& log) const;
  const std::map<std::string, std::vector<Entry>>& logs() const { return logs_; }
  /// Whether the user was a member when the log had so many entries.
  bool member(const std::string& log, const UserId& user, Seq head) const;

 private:
  std::string log_of(const RoomId& room) const;

  std::map<RoomId, std::string> epochs_;
  std::map<std::string, std::vector<Entry>> logs_;
  std::map<Pos, Place> places_;
  std::set<std::string> direct_;
  std::set<std::pair<std::string, UserId>> talkers_;  ///< of direct rooms, whose members are in no entry
};

/// A store that fails when it is told to, and has a witness. What was stored though the commit said otherwise is
/// witnessed when the store is looked at again: until then nobody may be told of it, nor judged by it.
class WitnessedStore final : public MessageStore {
 public:
  explicit WitnessedStore(Witness& witness);
  testing::FaultyStore& inner() { return inner_; }

  Result<Snapshot> load() override;
  Result<Committed> commit(const Batch& batch) override;
  Status reopen() override { return inner_.reopen(); }
  Result<Page> entries(const RoomId& log, Seq after, std::int64_t limit,
                       std::int64_t max_bytes) const override {
    return inner_.entries(log, after, limit, max_bytes);
  }
  Result<Feed> feed(const std::vector<RoomId>& logs, Pos after, std::int64_t limit,
                    std::int64_t max_bytes) const override {
    return inner_.feed(logs, after, limit, max_bytes);
  }
  Result<Page> messages(const PageQuery& query) const override { return inner_.messages(query); }
  Result<Entry> entry(const RoomId& log, Seq seq) const override { return inner_.entry(log, seq); }
  Result<std::vector<UnreadCount>> unread(const UserId& user,
                                          const std::vector<UnreadQuery>& rooms) const override {
    return inner_.unread(user, rooms);
  }
  bool durable() const override { return inner_.durable(); }
  bool commit_waits() const override { return inner_.commit_waits(); }
  std::string folder() const override { return {}; }

 private:
  Witness& witness_;
  testing::FaultyStore inner_;
  std::optional<Batch> in_doubt_;
};

}  // namespace workchat::fuzz
