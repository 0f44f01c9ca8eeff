#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include <workchat/message_store.hpp>

#include "store/sqlite/schema.hpp"
#include "store/sqlite/statement.hpp"
#include "support/temporary_folder.hpp"

using namespace workchat;
using namespace workchat::store;
using workchat::testing::TemporaryFolder;

namespace {

/// A folder with an empty database file.
struct Database {
  Database() { std::ofstream made(file); }
  TemporaryFolder folder;
  std::string file = folder.path() + "/workchat.db";
};

std::int64_t number(Connection& connection, const std::string& sql) {
  Statement statement(connection, sql);
  Rows rows = statement.query();
  return rows.next() ? rows.integer(0) : -1;
}

Status migrated(const std::string& file, const Migrations& steps) {
  Connection connection(file, Connection::Mode::read_write);
  return migrate(connection, steps);
}

const Migrations two_steps = {"CREATE TABLE cat (name TEXT); INSERT INTO cat VALUES ('Misu')",
                              "ALTER TABLE cat ADD COLUMN lives INTEGER NOT NULL DEFAULT 9"};

}  // namespace

TEST_CASE("an older file is brought forward, with what is in it") {
  const Database database;
  REQUIRE(migrated(database.file, {two_steps[0]}).ok());
  REQUIRE(migrated(database.file, two_steps).ok());
  REQUIRE(migrated(database.file, two_steps).ok());  // nothing left to do
  Connection connection(database.file, Connection::Mode::read_write);
  CHECK(number(connection, "PRAGMA user_version") == 2);
  CHECK(number(connection, "SELECT sum(lives) FROM cat") == 9);
}

TEST_CASE("a step that fails changes nothing") {
  const Database database;
  REQUIRE(migrated(database.file, {two_steps[0]}).ok());
  CHECK_FALSE(migrated(database.file, {two_steps[0], "DELETE FROM cat; INSERT INTO dog VALUES (1)"}).ok());
  Connection connection(database.file, Connection::Mode::read_write);
  CHECK(number(connection, "PRAGMA user_version") == 1);
  CHECK(number(connection, "SELECT count(*) FROM cat") == 1);
}

TEST_CASE("a file of a newer version, or of somebody else, is refused") {
  const Database database;
  REQUIRE(migrated(database.file, migrations()).ok());
  Connection(database.file, Connection::Mode::read_write).run("PRAGMA user_version = 99");
  auto newer = open_store("sqlite:" + database.folder.path());
  REQUIRE_FALSE(newer.ok());
  CHECK(newer.error().code == Errc::unavailable);
  CHECK(newer.error().message.find("newer") != std::string::npos);

  const Database stranger;
  Connection(stranger.file, Connection::Mode::read_write).run("CREATE TABLE notes (text TEXT)");
  auto foreign = open_store("sqlite:" + stranger.folder.path());
  REQUIRE_FALSE(foreign.ok());
  CHECK(foreign.error().code == Errc::unavailable);
  CHECK(foreign.error().message.find("not one of workchat") != std::string::npos);
}

TEST_CASE("a page is read from the index, without sorting") {
  const Database database;
  REQUIRE(migrated(database.file, migrations()).ok());
  Connection connection(database.file, Connection::Mode::read_write);
  const auto plan = [&](const std::string& rest) {
    Statement statement(connection, "EXPLAIN QUERY PLAN SELECT " + rest);
    Rows rows = statement.query();
    std::string all;
    while (rows.next()) all += rows.text(3) + "\n";
    return all;
  };
  CHECK(plan("* FROM entry WHERE log=1 AND seq<9 AND type=1 ORDER BY seq DESC LIMIT 51") ==
        "SEARCH entry USING INDEX entry_by_seq (log=? AND seq<?)\n");
  CHECK(plan("* FROM entry WHERE log=1 AND seq>9 AND type=1 ORDER BY seq LIMIT 51") ==
        "SEARCH entry USING INDEX entry_by_seq (log=? AND seq>?)\n");
  CHECK(plan("* FROM entry WHERE log=1 AND target BETWEEN 1 AND 9 AND type BETWEEN 2 AND 5 ORDER BY target, "
             "pos") == "SEARCH entry USING INDEX entry_by_target (log=? AND target>? AND target<?)\n");
  CHECK(plan("pos FROM entry WHERE log=1 AND seq>=9 ORDER BY seq LIMIT 51") ==
        "SEARCH entry USING COVERING INDEX entry_by_seq (log=? AND seq>?)\n");
  CHECK(plan("count(*) FROM entry WHERE log=1 AND source='a' AND target>9 AND type=20 AND pos>3") ==
        "SEARCH entry USING COVERING INDEX entry_by_mention (log=? AND source=? AND target>?)\n");
  CHECK(plan("count(*) FROM entry WHERE log=1 AND seq>9 AND type=1 AND deleted=0 AND user<>'a'") ==
        "SEARCH entry USING COVERING INDEX entry_by_seq (log=? AND seq>?)\n");
}
