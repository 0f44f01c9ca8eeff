#pragma once

#include <string>

#include <workchat/message_store.hpp>

#include "store/sqlite/connection.hpp"
#include "store/sqlite/entry_writer.hpp"
#include "store/sqlite/gathering_vfs.hpp"
#include "store/sqlite/log_table.hpp"
#include "store/sqlite/record_writer.hpp"
#include "store/sqlite/sweeper.hpp"
#include "store/stores.hpp"

namespace workchat::store {

/// The one connection that changes the chat. The file has the last version when it is made.
/// Threads: one at a time.
class Writer {
 public:
  Writer(const std::string& file, const SqliteOptions& options);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Of the opening; after that, `commit` says itself how it went.
  const Connection& connection() const { return connection_; }
  /// Nothing is in doubt.
  bool sound() const { return !broken_ && connection_.ok(); }
  /// Errors: as MessageStore::commit.
  Result<Committed> commit(const Batch& batch);
  Result<Snapshot> load();
  /// Pages in the write-ahead log after the last commit.
  int wal_pages() const { return wal_pages_; }
  /// Copies the write-ahead log into the file, as far as readers let it.
  void checkpoint();
  /// Makes the file of the write-ahead log at least so large: to sync what is written over costs less than to sync
  /// what makes a file longer. Where there is no room it stays as it was.
  void reserve_log(std::int64_t bytes);

 private:
  /// The file is where it was opened.
  bool in_place() const;
  Committed write(const Batch& batch);
  void touch();
  /// Undoes a commit that failed, and says what became of it.
  Error give_up();
  void reload();
  static int count_wal(void* writer, sqlite3* handle, const char* name, int pages);

  GatheringVfs gathering_;
  Connection connection_;
  LogTable logs_;
  Sweeper sweeper_;
  RecordWriter records_;
  EntryWriter entries_;
  Statement begin_, commit_, rollback_, state_, write_state_;
  Pos newest_ = 0;
  bool broken_ = false;
  int wal_pages_ = 0;
};

}  // namespace workchat::store
