#include "store/sqlite/writer.hpp"

#include <utility>

#include "store/check_batch.hpp"
#include "store/errors.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/snapshot.hpp"

namespace workchat::store {
namespace {

/// `off` too asks for a sync at each commit, which tells where the commit ends, and then does none.
const char* synchronous(Durability durability) {
  return durability == Durability::normal ? "PRAGMA synchronous=NORMAL" : "PRAGMA synchronous=FULL";
}

GatheringVfs::Sync sync_of(Durability durability) {
  return durability == Durability::off ? GatheringVfs::Sync::to_system : GatheringVfs::Sync::to_disk;
}

}  // namespace

Writer::Writer(const std::string& file, const SqliteOptions& options)
    : gathering_(sync_of(options.durability)),
      connection_(file, Connection::Mode::read_write,
                  options.durability == Durability::normal ? nullptr : gathering_.name()),
      logs_(connection_),
      sweeper_(connection_),
      records_(connection_, logs_, sweeper_),
      entries_(connection_, logs_),
      begin_(connection_, "BEGIN IMMEDIATE"),
      commit_(connection_, "COMMIT"),
      rollback_(connection_, "ROLLBACK"),
      state_(connection_, "SELECT pos FROM store"),
      write_state_(connection_, "UPDATE store SET epoch=coalesce(nullif(?, ''), epoch), pos=?, forgotten=?") {
  connection_.run(synchronous(options.durability));
  connection_.run("PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit=33554432");
  connection_.run("PRAGMA secure_delete=ON; PRAGMA cache_size=-32768");
  if (connection_.ok()) sqlite3_wal_hook(connection_.handle(), &Writer::count_wal, this);
  reload();
}

int Writer::count_wal(void* writer, sqlite3*, const char*, int pages) {
  static_cast<Writer*>(writer)->wal_pages_ = pages;
  return SQLITE_OK;
}

void Writer::reload() {
  sweeper_.reload();
  Rows rows = state_.query();
  if (rows.next()) newest_ = rows.integer(0);
}

Result<Snapshot> Writer::load() {
  if (broken_) return failure(Errc::unavailable, "the database waits to be opened anew");
  Snapshot snapshot = read_snapshot(connection_);
  sqlite3_db_release_memory(connection_.handle());  // most of what was read is not looked at again
  if (connection_.ok()) return snapshot;
  const Error error = connection_.error();
  connection_.forgive();
  return error;
}

Result<Committed> Writer::commit(const Batch& batch) {
  if (broken_) return failure(Errc::unavailable, "the database waits to be opened anew");
  Status can = check_batch(batch, [this](const RoomId& room) { return logs_.find(room) != nullptr; });
  if (!connection_.ok()) return give_up();
  if (!can) return can.error();
  if (!in_place()) {
    broken_ = true;
    return failure(Errc::unavailable, "the database was moved or removed while it was in use");
  }
  begin_.run();
  Committed committed = write(batch);
  commit_.run();
  if (!connection_.ok()) return give_up();
  logs_.keep();
  return committed;
}

bool Writer::in_place() const {
  // A file without a name takes all that is written, and nobody finds it again.
  int moved = 0;
  sqlite3_file_control(connection_.handle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  return moved == 0;
}

Committed Writer::write(const Batch& batch) {
  if (batch.empty()) touch();
  records_.write(batch, newest_);
  Committed committed = entries_.write(batch.entries, newest_);
  sweeper_.sweep(static_cast<std::int64_t>(batch.entries.size()), batch.forget_before);
  logs_.write();
  write_state_.run(batch.epoch, newest_, sweeper_.forgotten());
  return committed;
}

Error Writer::give_up() {
  const Error error = connection_.error();
  connection_.forgive();
  // SQLite rolls back by itself after some failures.
  if (sqlite3_get_autocommit(connection_.handle()) == 0) rollback_.run();
  gathering_.drop();
  logs_.undo();
  reload();
  const bool as_before = connection_.ok();
  connection_.forgive();
  if (error.code == Errc::overloaded && as_before) return error;
  broken_ = true;
  return failure(Errc::unavailable, error.message);
}

/// SQLite does not write a page that stays as it was; this one it does.
void Writer::touch() {
  connection_.run(("PRAGMA user_version = " + std::to_string(migrations().size())).c_str());
}

void Writer::reserve_log(std::int64_t bytes) {
  static const char zeros[65'536] = {};
  sqlite3_file* log = nullptr;
  sqlite3_file_control(connection_.handle(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (!log || !log->pMethods) return;
  begin_.run();  // so that no other connection writes there
  sqlite3_int64 size = 0;
  if (connection_.ok() && log->pMethods->xFileSize(log, &size) == SQLITE_OK) {
    int code = SQLITE_OK;
    for (sqlite3_int64 end = size; code == SQLITE_OK && end < bytes; end += sizeof zeros)
      code = log->pMethods->xWrite(log, zeros, sizeof zeros, end);
    if (code == SQLITE_OK) code = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
    if (code != SQLITE_OK) log->pMethods->xTruncate(log, size);
  }
  rollback_.run();
  gathering_.drop();
  connection_.forgive();
}

void Writer::checkpoint() {
  // `gathering_` keeps only the log from the disk, not the file that it is copied to.
  const bool waits = gathering_.sync() == GatheringVfs::Sync::to_disk;
  if (!waits) connection_.run("PRAGMA synchronous=OFF");
  // A failure here fails nobody: the log is copied another time.
  sqlite3_wal_checkpoint_v2(connection_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  if (!waits) connection_.run("PRAGMA synchronous=FULL");
}

}  // namespace workchat::store
