#include "store/sqlite/schema.hpp"

#include <cstdint>
#include <string>

#include "store/errors.hpp"
#include "store/sqlite/statement.hpp"

namespace workchat::store {
namespace {

// "wkct", which `file` and others show of a SQLite file.
constexpr std::int64_t application_id = 0x776b6374;

// docs/decisions/0002-sqlite-layout.md says why. The numbers of types are those of codes.cpp.
constexpr std::string_view version_1 = R"(
CREATE TABLE store (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  epoch TEXT NOT NULL,
  pos INTEGER NOT NULL,        -- the newest there ever was
  forgotten INTEGER NOT NULL   -- the client_ids of entries up to this pos are no longer remembered
) STRICT;
INSERT INTO store VALUES (1, '', 0, 0);

CREATE TABLE user (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  display_name TEXT NOT NULL,
  role INTEGER NOT NULL,
  password_hash TEXT NOT NULL,
  subject TEXT NOT NULL,
  disabled INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE login (
  id TEXT PRIMARY KEY,
  user TEXT NOT NULL,
  digest BLOB NOT NULL,
  device TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  born INTEGER NOT NULL,       -- the newest pos when it was made
  head INTEGER NOT NULL,
  floor INTEGER NOT NULL,
  last_message INTEGER NOT NULL,
  last_ts INTEGER NOT NULL,
  last_pos INTEGER NOT NULL
) STRICT;

CREATE TABLE removed_log (
  log INTEGER PRIMARY KEY      -- its entries are being deleted, some with each commit
) STRICT;

CREATE TABLE room (
  log INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  kind INTEGER NOT NULL,
  topic TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  owner TEXT NOT NULL,
  epoch TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE member (
  log INTEGER NOT NULL,
  user TEXT NOT NULL,
  role INTEGER NOT NULL,
  banned INTEGER NOT NULL,
  muted_until INTEGER NOT NULL,
  read INTEGER NOT NULL,
  PRIMARY KEY (log, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE entry (
  pos INTEGER PRIMARY KEY,
  log INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  type INTEGER NOT NULL,
  ts INTEGER NOT NULL,
  user TEXT NOT NULL,
  text TEXT NOT NULL,
  client_id TEXT NOT NULL,
  format INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  reply_to INTEGER NOT NULL,
  target INTEGER NOT NULL,
  subject TEXT NOT NULL,
  subject_name TEXT NOT NULL,
  source TEXT NOT NULL,
  word TEXT NOT NULL,
  role INTEGER NOT NULL,
  on_off INTEGER NOT NULL,
  audience TEXT NOT NULL
) STRICT;
CREATE INDEX entry_by_seq ON entry (log, seq, type, user, deleted);
CREATE INDEX entry_by_target ON entry (log, target) WHERE type BETWEEN 2 AND 5;
CREATE INDEX entry_by_mention ON entry (log, source, target, type) WHERE type = 20;

CREATE TABLE client (
  client_id TEXT NOT NULL,
  log INTEGER NOT NULL,
  user TEXT NOT NULL,
  seq INTEGER NOT NULL,
  pos INTEGER NOT NULL,
  ts INTEGER NOT NULL,
  draft_hash INTEGER NOT NULL,
  PRIMARY KEY (client_id, log, user)
) STRICT, WITHOUT ROWID;
)";

std::int64_t pragma(Connection& connection, const std::string& name) {
  Statement statement(connection, "PRAGMA " + name);
  Rows rows = statement.query();
  return rows.next() ? rows.integer(0) : 0;
}

bool has_tables(Connection& connection) {
  Statement statement(connection, "SELECT 1 FROM sqlite_schema LIMIT 1");
  return statement.query().next();
}

void take_step(Connection& connection, std::string_view step, std::int64_t version) {
  connection.run("BEGIN IMMEDIATE");
  connection.run(std::string(step).c_str());
  connection.run(("PRAGMA application_id = " + std::to_string(application_id)).c_str());
  connection.run(("PRAGMA user_version = " + std::to_string(version)).c_str());
  connection.run("COMMIT");
}

}  // namespace

const Migrations& migrations() {
  static const Migrations steps = {version_1};
  return steps;
}

Status migrate(Connection& connection, const Migrations& steps) {
  const std::int64_t ours = static_cast<std::int64_t>(steps.size());
  const std::int64_t theirs = pragma(connection, "user_version");
  const bool empty = theirs == 0 && !has_tables(connection);
  const bool known = empty || pragma(connection, "application_id") == application_id;
  if (!connection.ok()) return connection.error();
  if (!known) return failure(Errc::unavailable, "the database is not one of workchat");
  if (theirs > ours)
    return failure(Errc::unavailable, "the database has version " + std::to_string(theirs) +
                                          ", written by a newer workchat; this one knows " +
                                          std::to_string(ours));
  for (std::int64_t version = theirs + 1; version <= ours; ++version)
    take_step(connection, steps[static_cast<std::size_t>(version) - 1], version);
  if (connection.ok()) return Done{};
  // What a failed step has begun is undone when the connection closes.
  return connection.error();
}

}  // namespace workchat::store
