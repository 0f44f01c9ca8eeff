#include <doctest/doctest.h>

#include <fstream>
#include <random>
#include <string>

#include "store/faulty_disk.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/gathering_vfs.hpp"
#include "store/sqlite/statement.hpp"
#include "support/store_fixture.hpp"
#include "support/temporary_folder.hpp"

using namespace workchat;
using namespace workchat::store;
using namespace workchat::testing;

namespace {

const std::string everything = "SELECT count(*) || ' ' || sum(length(x)) || max(hex(substr(x, 1, 8))) FROM t";

std::string one_value(Connection& connection, const std::string& sql) {
  Statement statement(connection, sql);
  Rows rows = statement.query();
  REQUIRE(rows.next());
  return rows.text(0);
}

void run(Connection& connection, const std::string& sql) {
  connection.run(sql.c_str());
  INFO(sql, ": ", connection.code());
  REQUIRE(connection.ok());
}

/// A connection that gathers, with a cache so small that a transaction spills into the log, and a plain one.
struct TwoConnections {
  TwoConnections() {
    run(other,
        "PRAGMA journal_mode=WAL; PRAGMA cache_size=10; CREATE TABLE t (n INTEGER PRIMARY KEY, x BLOB)");
    run(own, "PRAGMA synchronous=FULL; PRAGMA cache_size=10; PRAGMA wal_autocheckpoint=0");
  }
  void insert(Connection& connection, int from, int count) {
    const std::string last = std::to_string(from + count - 1);
    run(connection, "WITH RECURSIVE c(n) AS (SELECT " + std::to_string(from) +
                        " UNION ALL SELECT n + 1 FROM c WHERE n < " + last +
                        ") INSERT INTO t SELECT n, randomblob(1000) FROM c");
  }

  static std::string made(const std::string& file) {
    const std::ofstream empty(file);
    return file;
  }

  TemporaryFolder folder;
  const std::string file = made(folder.path() + "/db");
  GatheringVfs gathering;
  Connection other{file, Connection::Mode::read_write};
  Connection own{file, Connection::Mode::read_write, gathering.name()};
};

/// The entries of a commit that changes many pages.
std::vector<NewEntry> many(int entries) {
  std::vector<NewEntry> all;
  for (int i = 0; i < entries; ++i) all.push_back(message("general", "u_ana", std::string(3000, 'x')));
  return all;
}

}  // namespace

TEST_CASE("a commit of many pages goes to the log in few writes, and is there when it is acknowledged") {
  const TemporaryFolder folder;
  FaultyDisk disk;
  for (const std::string durability : {"off", "normal", "full"}) {
    const std::string url = "sqlite:" + folder.path() + "/" + durability + "?durability=" + durability;
    auto kept = open_store(url).value();
    keep(*kept, first_batch());
    disk.heal();
    keep(*kept, many(40));
    const int writes = disk.writes();
    INFO(durability, ": ", writes);
    CHECK((durability == "normal" ? writes > 80 : writes <= 4));  // without it a header and a page for each
    CHECK(entries_of(*kept, "general").entries.back().text.size() == 3000);
  }
}

TEST_CASE("without durability a commit is written like any other, and waits for no disk") {
  const TemporaryFolder folder;
  FaultyDisk disk;
  auto kept = open_store("sqlite:" + folder.path() + "?durability=off").value();
  keep(*kept, first_batch());
  disk.heal();
  disk.fail_syncs();
  for (int turn = 0; turn < 120; ++turn)
    keep(*kept, many(40));  // more than the log may hold before a commit copies it
  CHECK(newest_of(*kept, "general").entries.back().seq == 120 * 40);
  CHECK(disk.own().syncs == 0);
  disk.heal();
}

TEST_CASE(
    "where a torn write damages its neighbours a commit is padded, and all of it is there for readers") {
  const TemporaryFolder folder;
  FaultyDisk disk;
  disk.harm_neighbours();
  auto kept = open_store("sqlite:" + folder.path()).value();
  keep(*kept, first_batch());
  for (int turn = 1; turn <= 20; ++turn) {
    keep(*kept, many(turn));
    const Page page = entries_of(*kept, "general");
    CHECK(page.entries.size() == static_cast<std::size_t>(turn * (turn + 1) / 2));
  }
}

TEST_CASE("what a transaction spilled and then took back never reaches the log, where others write by then") {
  TwoConnections two;
  two.insert(two.own, 1, 10);
  run(two.other, "PRAGMA wal_checkpoint(RESTART)");  // the rollback reads nothing from the log
  run(two.own, "BEGIN IMMEDIATE");
  two.insert(two.own, 1000, 60);  // spills some pages, but not as many as are gathered
  run(two.own, "ROLLBACK");
  two.gathering.drop();
  two.insert(two.other, 2000, 100);
  two.insert(two.own, 3000, 100);
  CHECK(one_value(two.other, "PRAGMA integrity_check") == "ok");
  CHECK(one_value(two.other, "SELECT count(*) FROM t") == "210");
}

TEST_CASE(
    "spilled, overwritten, taken back to a savepoint: a transaction reads the same by all connections") {
  TwoConnections two;
  std::mt19937 random(7);
  for (int round = 0; round < 30; ++round) {
    run(two.own, "BEGIN IMMEDIATE");
    for (int step = 0; step < 6; ++step) {
      run(two.own, "SAVEPOINT s");
      two.insert(two.own, 1 + round * 1000 + step * 100, static_cast<int>(1 + random() % 100));
      run(two.own, "UPDATE t SET x = randomblob(900) WHERE n % 7 = " + std::to_string(random() % 7));
      if (random() % 3 == 0) run(two.own, "ROLLBACK TO s");
      run(two.own, "RELEASE s");
    }
    const std::string inside = one_value(two.own, everything);
    run(two.own, "COMMIT");
    if (round % 5 == 0) run(two.other, "PRAGMA wal_checkpoint(RESTART)");
    CHECK(one_value(two.other, everything) == inside);
  }
  CHECK(one_value(two.other, "PRAGMA integrity_check") == "ok");
}
