#pragma once

#include <cstdint>
#include <string>

#include <sqlite3.h>

namespace workchat::store {

/// A file system for one SQLite connection, on top of the default one: what a commit appends to the
/// write-ahead log goes down in few large writes, at the latest when it is synced. The connection must have
/// synchronous=FULL: then SQLite syncs a commit before it shows it to others, so that nobody looks for bytes
/// that are still here; docs/decisions/0010-log-writes-are-gathered.md. Threads: those of the connection, one
/// at a time. It must outlive the connection.
class GatheringVfs {
 public:
  /// What a sync of the log comes to, after the bytes have gone down.
  enum class Sync : std::uint8_t {
    to_disk,
    to_system,  ///< no more: for who asked for no durability
  };
  explicit GatheringVfs(Sync sync = Sync::to_disk);
  ~GatheringVfs();
  GatheringVfs(const GatheringVfs&) = delete;
  GatheringVfs& operator=(const GatheringVfs&) = delete;

  /// For sqlite3_open_v2.
  const char* name() const { return name_.c_str(); }
  /// To be called after each rollback: what is still here was not committed, and the place it was meant for
  /// is any connection's now.
  void drop() { gathered_.bytes.clear(); }

  /// Writes that continue each other, on their way down.
  struct Gathered {
    std::string bytes;
    std::int64_t offset = 0;
  };
  // What the methods of the file system ask.
  sqlite3_vfs* below() { return below_; }
  Gathered& gathered() { return gathered_; }
  Sync sync() const { return sync_; }

 private:
  const Sync sync_;
  sqlite3_vfs* const below_;
  const std::string name_;
  Gathered gathered_;
  sqlite3_vfs vfs_ = {};
};

}  // namespace workchat::store
