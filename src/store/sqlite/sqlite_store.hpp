#pragma once

#include <memory>
#include <string>
#include <vector>

#include <workchat/message_store.hpp>

#include "store/sqlite/checkpointer.hpp"
#include "store/sqlite/folder.hpp"
#include "store/sqlite/power_mark.hpp"
#include "store/sqlite/reader_pool.hpp"
#include "store/sqlite/writer.hpp"
#include "store/stores.hpp"

namespace workchat::store {

/// A chat in one SQLite file; docs/decisions/0002-sqlite-layout.md.
class SqliteStore final : public MessageStore {
 public:
  SqliteStore(Folder folder, SqliteOptions options);
  ~SqliteStore() override;

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

  bool durable() const override { return options_.durability == Durability::full; }
  bool commit_waits() const override { return options_.durability != Durability::off; }
  std::string folder() const override { return folder_.path(); }

 private:
  void close();
  /// Sees to it that the write-ahead log does not grow without end.
  void copy_wal();

  const Folder folder_;  // the last to go: it holds the lock
  const PowerMark mark_;
  const SqliteOptions options_;
  std::unique_ptr<Writer> writer_;  // null: opening failed
  mutable ReaderPool readers_;
  std::unique_ptr<Checkpointer> checkpointer_;
  int wal_steps_ = 0;
};

}  // namespace workchat::store
