#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <workchat/message_store.hpp>

namespace workchat::testing {

/// How a commit of a FaultyStore goes.
enum class Fault {
  none,
  refuse,  ///< invalid: nothing was stored
  full,    ///< overloaded: nothing was stored
  lost,    ///< unavailable, and it was not stored
  kept,    ///< unavailable, though it was stored
};

/// A store that fails when it is told to. After `lost` or `kept` it takes nothing until `reopen`, as a store
/// of files does. Threads: as any store; the plan is changed by the thread that commits.
class FaultyStore final : public MessageStore {
 public:
  using Make = std::function<std::unique_ptr<MessageStore>()>;

  /// `make` gives a new, empty store, which numbers the same batches the same way each time.
  explicit FaultyStore(Make make);

  /// The next commits go so, in this order; those after them go well.
  void plan(Fault fault, std::size_t commits = 1);
  /// `reopen` fails so many times.
  void plan_reopen_failures(std::size_t times) { reopen_failures_ = times; }
  /// Reads answer `unavailable`, or again what they should.
  void fail_reads(bool fail) { reads_fail_ = fail; }

  /// It takes nothing until `reopen`.
  bool broken() const { return broken_; }
  /// Batches stored so far.
  std::size_t commits() const { return stored_.size(); }
  /// The power goes: only the first `commits` are left. Not to be done beside a read. Nothing is taken until
  /// `reopen`.
  void cut_power(std::size_t commits);

  Result<Snapshot> load() override;
  Result<Committed> commit(const Batch& batch) override;
  Status reopen() override;
  Result<Page> entries(const RoomId& log, Seq after, std::int64_t limit,
                       std::int64_t max_bytes) const override;
  Result<Feed> feed(const std::vector<RoomId>& logs, Pos after, std::int64_t limit,
                    std::int64_t max_bytes) const override;
  Result<Page> messages(const PageQuery& query) const override;
  Result<Entry> entry(const RoomId& log, Seq seq) const override;
  Result<std::vector<UnreadCount>> unread(const UserId& user,
                                          const std::vector<UnreadQuery>& rooms) const override;
  bool durable() const override { return inner_->durable(); }
  bool commit_waits() const override { return inner_->commit_waits(); }
  std::string folder() const override { return {}; }

 private:
  Result<Committed> store(const Batch& batch);

  Make make_;
  std::unique_ptr<MessageStore> inner_;
  std::vector<Batch> stored_;
  std::deque<Fault> plan_;
  std::size_t reopen_failures_ = 0;
  bool reads_fail_ = false;
  bool broken_ = false;
};

}  // namespace workchat::testing
