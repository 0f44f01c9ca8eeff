#pragma once

#include <cstddef>
#include <map>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <workchat/message_store.hpp>

#include "store/memory_log.hpp"

namespace workchat::store {

/// A chat that is gone when the process ends.
class MemoryStore final : public MessageStore {
 public:
  Result<Snapshot> load() override;
  Result<Committed> commit(const Batch& batch) override;
  Status reopen() override { return Done{}; }

  Result<Page> entries(const RoomId& log, Seq after, std::int64_t limit,
                       std::int64_t max_bytes) const override;
  Result<Feed> feed(const std::vector<RoomId>& logs, Pos after, std::int64_t limit,
                    std::int64_t max_bytes) const override;
  Result<Page> messages(const PageQuery& query) const override;
  Result<Entry> entry(const RoomId& log, Seq seq) const override;
  Result<std::vector<UnreadCount>> unread(const UserId& user,
                                          const std::vector<UnreadQuery>& rooms) const override;

  bool durable() const override { return false; }
  bool commit_waits() const override { return false; }
  std::string folder() const override { return {}; }

 private:
  void apply_records(const Batch& batch);
  void remove_room(const RoomId& room);
  Stored store(const NewEntry& each, const std::vector<Stored>& before);
  MemoryLog& log_of(const RoomId& name);
  const MemoryLog* find_log(const RoomId& name) const;
  Page empty_page(const RoomId& log) const;

  mutable std::shared_mutex lock_;
  std::string epoch_;
  Pos pos_ = 0;
  std::map<UserId, UserRecord> users_;
  std::map<LoginId, LoginRecord> logins_;
  std::map<RoomId, RoomRecord> rooms_;
  std::map<std::pair<RoomId, UserId>, MemberRecord> members_;
  std::unordered_map<RoomId, MemoryLog> logs_;
};

}  // namespace workchat::store
