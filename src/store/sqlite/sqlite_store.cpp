#include "store/sqlite/sqlite_store.hpp"

#include <optional>
#include <system_error>
#include <utility>

#include "store/errors.hpp"
#include "store/sqlite/schema.hpp"

namespace workchat::store {
namespace {

// The write-ahead log is copied into the file with each thousand pages (of 4 KiB) that it has grown, beside
// the commits. Where those go on without a pause it begins anew only when one of them copies the rest: so
// they do themselves from `steps_until_own` on, and from `steps_until_wait` on they wait for the copy beside
// them first.
constexpr int wal_pages_of_step = 1000;
constexpr int page_bytes = 4096;
constexpr int steps_until_own = 4;
constexpr int steps_until_wait = 8;

Error closed() {
  return failure(Errc::unavailable, "the database waits to be opened anew");
}

/// What listeners have had of the chat may be more than is in it now.
void change_epochs(Connection& connection) {
  connection.run(
      "BEGIN IMMEDIATE;"
      "UPDATE store SET epoch='s'||lower(hex(randomblob(8))) WHERE epoch<>'';"
      "UPDATE room SET epoch='e'||lower(hex(randomblob(8)));"
      "COMMIT");
}

/// Makes the file one that a Writer can work with.
Status prepare(const std::string& file, bool commits_may_be_gone) {
  Connection connection(file, Connection::Mode::read_write);
  {
    Statement journal(connection, "PRAGMA journal_mode=WAL");
    Rows rows = journal.query();
    const bool wal = rows.next() && rows.text(0) == "wal";
    if (connection.ok() && !wal)
      return failure(Errc::unavailable, "the file system of " + file + " cannot share memory");
  }
  connection.run("PRAGMA synchronous=FULL");
  if (!connection.ok()) return connection.error();
  if (Status migrated = migrate(connection, migrations()); !migrated) return migrated;
  if (commits_may_be_gone) change_epochs(connection);
  return connection.ok() ? Status(Done{}) : Status(connection.error());
}

}  // namespace

SqliteStore::SqliteStore(Folder folder, SqliteOptions options)
    : folder_(std::move(folder)),
      mark_(folder_.path()),
      options_(std::move(options)),
      readers_(folder_.database()) {}

SqliteStore::~SqliteStore() {
  const bool in_order = writer_ && writer_->sound();
  close();
  if (in_order) mark_.take_away();
}

void SqliteStore::close() {
  checkpointer_.reset();
  readers_.close_all();
  // The last connection of all: SQLite copies the write-ahead log into the file and removes it.
  writer_.reset();
}

Status SqliteStore::reopen() {
  // What is still open can be read, even if it has no name any more.
  if (Status held = folder_.still_held(); !held) return held;
  close();
  if (Status ready = prepare(folder_.database(), mark_.commits_may_be_gone()); !ready)
    return failure(Errc::unavailable, ready.error().message);
  if (durable())
    mark_.take_away();
  else if (Status put = mark_.put(); !put)
    return put;
  auto writer = std::make_unique<Writer>(folder_.database(), options_);
  if (!writer->connection().ok()) return failure(Errc::unavailable, writer->connection().error().message);
  // Where nothing can be written it is said now. A full disk can be read from, and says so with each commit.
  auto written = writer->commit(Batch());
  if (!written && written.error().code != Errc::overloaded) return written.error();
  if (durable()) writer->reserve_log(wal_pages_of_step * page_bytes);
  try {
    checkpointer_ =
        std::make_unique<Checkpointer>(folder_.database(), options_.durability != Durability::off);
  } catch (const std::system_error& error) {
    return failure(Errc::unavailable, error.what());
  }
  readers_.get_ready();
  writer_ = std::move(writer);
  return Done{};
}

Result<Snapshot> SqliteStore::load() {
  if (!writer_) return closed();
  return writer_->load();
}

Result<Committed> SqliteStore::commit(const Batch& batch) {
  if (!writer_) return closed();
  auto committed = writer_->commit(batch);
  if (committed) copy_wal();
  return committed;
}

void SqliteStore::copy_wal() {
  const int steps = writer_->wal_pages() / wal_pages_of_step;
  if (steps == wal_steps_) return;
  wal_steps_ = steps;
  if (steps >= steps_until_wait) checkpointer_->settle();
  if (steps >= steps_until_own)
    writer_->checkpoint();
  else if (steps > 0)
    checkpointer_->wake();
}

Result<Page> SqliteStore::entries(const RoomId& log, Seq after, std::int64_t limit,
                                  std::int64_t max_bytes) const {
  return readers_.read([&](Reader& reader) { return reader.entries(log, after, limit, max_bytes); });
}

Result<Feed> SqliteStore::feed(const std::vector<RoomId>& logs, Pos after, std::int64_t limit,
                               std::int64_t max_bytes) const {
  return readers_.read([&](Reader& reader) { return reader.feed(logs, after, limit, max_bytes); });
}

Result<Page> SqliteStore::messages(const PageQuery& query) const {
  return readers_.read([&](Reader& reader) { return reader.messages(query); });
}

Result<Entry> SqliteStore::entry(const RoomId& log, Seq seq) const {
  auto found = readers_.read([&](Reader& reader) { return reader.entry(log, seq); });
  if (!found) return found.error();
  if (!*found) return no_such_entry();
  return std::move(**found);
}

Result<std::vector<UnreadCount>> SqliteStore::unread(const UserId& user,
                                                     const std::vector<UnreadQuery>& rooms) const {
  return readers_.read([&](Reader& reader) { return reader.unread(user, rooms); });
}

Result<std::unique_ptr<MessageStore>> open_sqlite_store(SqliteOptions options) {
  auto folder = Folder::hold(options.folder);
  if (!folder) return folder.error();
  auto store = std::make_unique<SqliteStore>(std::move(folder).value(), std::move(options));
  if (Status opened = store->reopen(); !opened) return opened.error();
  return std::unique_ptr<MessageStore>(std::move(store));
}

}  // namespace workchat::store
