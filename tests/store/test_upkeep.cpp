#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "store/faulty_disk.hpp"
#include "store/sqlite/checkpointer.hpp"
#include "store/sqlite/statement.hpp"
#include "support/store_fixture.hpp"
#include "support/temporary_folder.hpp"

using namespace workchat;
using namespace workchat::testing;

namespace {

constexpr TimeMs day = 24 * 60 * 60 * 1000;

Batch turn_at(TimeMs now, const std::string& client_id, TimeMs window = 2 * day) {
  Batch batch = batch_of({message("general", "u_ana", "text", client_id)});
  batch.entries[0].entry.ts = now;
  batch.forget_before = now - window;
  return batch;
}

std::int64_t count(const std::string& folder, const std::string& table) {
  store::Connection connection(folder + "/workchat.db", store::Connection::Mode::read_only);
  store::Statement statement(connection, "SELECT count(*) FROM " + table);
  store::Rows rows = statement.query();
  return rows.next() ? rows.integer(0) : -1;
}

/// Of a write-ahead log: with the salt that it has from when it began anew.
std::string head_of(const std::string& log) {
  std::string head(32, '\0');
  std::ifstream(log, std::ios::binary).read(head.data(), static_cast<std::streamsize>(head.size()));
  return head;
}

/// As the log's index has it (nBackfill; https://www.sqlite.org/walformat.html, section 2.1).
std::uint32_t pages_copied(const std::string& folder) {
  std::array<std::uint32_t, 25> index{};
  std::ifstream(folder + "/workchat.db-shm", std::ios::binary)
      .read(reinterpret_cast<char*>(index.data()), sizeof index);
  return index[24];
}

}  // namespace

TEST_CASE("a client_id is remembered for the window, and forgotten some time after it") {
  const TemporaryFolder folder;
  const std::string url = "sqlite:" + folder.path() + "?durability=off";
  auto kept = open_store(url).value();
  keep(*kept, first_batch());
  for (int i = 0; i < 100; ++i) keep(*kept, turn_at(day + i, "old-" + std::to_string(i)));
  kept.reset();
  kept = open_store(url).value();
  CHECK(keep(*kept, turn_at(3 * day, "old-0"))[0].how == Stored::How::duplicate);
  for (int i = 0; i < 10; ++i) keep(*kept, turn_at(4 * day, "new-" + std::to_string(i)));
  CHECK(count(folder.path(), "client") == 10);
  CHECK(keep(*kept, turn_at(4 * day, "old-0"))[0].how == Stored::How::fresh);
  CHECK(keep(*kept, turn_at(4 * day, "new-0"))[0].how == Stored::How::duplicate);
  // A clock that jumps back forgets nothing that it should not.
  CHECK(keep(*kept, turn_at(day, "new-1"))[0].how == Stored::How::duplicate);
  CHECK(entries_of(*kept, "general").entries.at(0).client_id == "old-0");
}

TEST_CASE("no commit forgets much at once") {
  const TemporaryFolder folder;
  auto kept = open_store("sqlite:" + folder.path() + "?durability=off").value();
  keep(*kept, first_batch());
  Batch many;
  for (int i = 0; i < 1000; ++i) many.entries.push_back(message("general", "u_ana", "x", std::to_string(i)));
  keep(*kept, many);
  keep(*kept, turn_at(9 * day, "one", day));
  CHECK(count(folder.path(), "client") > 900);
}

TEST_CASE(
    "a removed room is deleted from the file with the commits that follow, and its numbers are not used "
    "again") {
  const TemporaryFolder folder;
  const std::string url = "sqlite:" + folder.path() + "?durability=off";
  auto kept = open_store(url).value();
  keep(*kept, first_batch());
  Batch many;
  for (int i = 0; i < 1000; ++i) many.entries.push_back(message("general", "u_ana", "x", std::to_string(i)));
  keep(*kept, many);
  Batch removal;
  removal.rooms_removed = {"general"};
  keep(*kept, removal);
  CHECK(count(folder.path(), "entry") > 0);  // not all in one commit
  kept.reset();
  kept = open_store(url).value();
  for (int i = 0; i < 5; ++i) keep(*kept, Batch());
  CHECK(count(folder.path(), "entry") == 0);
  CHECK(count(folder.path(), "client") == 0);
  CHECK(count(folder.path(), "removed_log") == 0);
  kept.reset();
  kept = open_store(url).value();
  CHECK(keep(*kept, {message("other", "u_ana", "next")})[0].pos == 1001);
}

TEST_CASE("the write-ahead log does not grow without end, and is gone when the store is closed") {
  constexpr std::uintmax_t most = 48 << 20;
  const TemporaryFolder folder;
  const std::string log = folder.path() + "/workchat.db-wal";
  std::uintmax_t biggest = 0;
  {
    auto kept = open_store("sqlite:" + folder.path() + "?durability=off").value();
    keep(*kept, first_batch());
    for (int turn = 0; turn < 300; ++turn) {
      Batch batch;
      for (int i = 0; i < 64; ++i)
        batch.entries.push_back(message("general", "u_ana", std::string(4000, 'x')));
      keep(*kept, batch);
      biggest = std::max(biggest, std::filesystem::file_size(log));
    }
    CHECK(std::filesystem::file_size(folder.path() + "/workchat.db") > most / 2);
  }
  CHECK(biggest < most);
  CHECK_FALSE(std::filesystem::exists(log));
}

TEST_CASE("the write-ahead log is copied into the file beside the commits") {
  const TemporaryFolder folder;
  FaultyDisk disk;
  auto kept = open_store("sqlite:" + folder.path()).value();
  keep(*kept, first_batch());
  disk.heal();
  const NewEntry entry = message("general", "u_ana", std::string(4000, 'x'));
  for (int turn = 0; turn < 20; ++turn) keep(*kept, std::vector<NewEntry>(64, entry));
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (pages_copied(folder.path()) == 0 && std::chrono::steady_clock::now() < patience)
    std::this_thread::yield();
  CHECK(pages_copied(folder.path()) >= 1000);
  CHECK(disk.own().database_writes == 0);
}

TEST_CASE("where all of the write-ahead log has been copied the next commit begins it anew") {
  const TemporaryFolder folder;
  const std::string file = folder.path() + "/workchat.db", log = file + "-wal";
  std::ofstream(file).close();
  store::Connection connection(file, store::Connection::Mode::read_write);
  connection.run("PRAGMA journal_mode=WAL; CREATE TABLE t (x)");
  store::Checkpointer checkpointer(file, true);
  const std::string before = head_of(log);
  connection.run("INSERT INTO t VALUES (1)");
  CHECK(head_of(log) == before);
  checkpointer.wake();
  checkpointer.settle();
  connection.run("INSERT INTO t VALUES (2)");
  CHECK(connection.ok());
  CHECK(head_of(log) != before);
}

TEST_CASE("the copies beside the commits wait for the disk where they are asked to") {
  for (const bool synced : {true, false}) {
    const TemporaryFolder folder;
    FaultyDisk disk;
    auto kept = open_store("sqlite:" + folder.path() + "?durability=normal").value();
    keep(*kept, first_batch());
    store::Checkpointer checkpointer(folder.path() + "/workchat.db", synced);
    disk.heal();
    checkpointer.wake();
    checkpointer.settle();
    CHECK(pages_copied(folder.path()) > 0);
    CHECK((disk.syncs() > 0) == synced);
  }
}

TEST_CASE("where the copies beside the commits do not keep up, a commit waits for them before the log is too long") {
  const TemporaryFolder folder;
  FaultyDisk disk;
  const auto here = std::this_thread::get_id();
  std::atomic<bool> held{true}, copied{false};
  disk.watch_writes([&](const std::string& path) {
    if (std::this_thread::get_id() == here || path.find("-wal") != path.npos) return;
    while (held) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (!copied) std::this_thread::sleep_for(std::chrono::milliseconds(100));  // a commit would be faster
    copied = true;
  });
  auto kept = open_store("sqlite:" + folder.path() + "?durability=off").value();
  keep(*kept, first_batch());
  const std::vector<NewEntry> entries(64, message("general", "u_ana", std::string(4000, 'x')));
  const auto pages = [&] { return std::filesystem::file_size(folder.path() + "/workchat.db-wal") / 4120; };
  while (pages() < 7800) keep(*kept, entries);
  CHECK_FALSE(copied);
  held = false;
  while (!copied && pages() < 8000) keep(*kept, entries);
  CHECK(copied);
  kept.reset();
}

TEST_CASE("while the write-ahead log gets its room nobody else writes, and then the disk has it") {
  const TemporaryFolder folder, after;
  const std::string file = folder.path() + "/workchat.db";
  FaultyDisk disk;
  open_store("sqlite:" + folder.path()).value().reset();
  auto kept = open_store("sqlite:" + folder.path()).value();
  for (unsigned seed = 0; seed < 10; ++seed) {
    disk.cut_power(after.path(), seed);
    CHECK(std::filesystem::file_size(after.path() + "/workchat.db-wal") >= 1000 * 4096);
  }
  kept.reset();
  int refused = 0;
  disk.watch_writes([&](const std::string&) {
    sqlite3* other = nullptr;
    sqlite3_open_v2(file.c_str(), &other, SQLITE_OPEN_READWRITE, nullptr);
    if (sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_BUSY) ++refused;
    sqlite3_close_v2(other);
  });
  kept = open_store("sqlite:" + folder.path()).value();
  disk.watch_writes({});
  CHECK(refused > 60);
}

TEST_CASE("with full durability the write-ahead log has its room from the start, unless the disk is full") {
  const TemporaryFolder folder;
  const std::string log = folder.path() + "/workchat.db-wal";
  FaultyDisk disk;
  for (const bool room : {true, false}) {
    if (!room) disk.fail_writes(100, SQLITE_FULL);
    auto kept = open_store("sqlite:" + folder.path()).value();
    disk.heal();
    keep(*kept, room ? first_batch() : Batch());
    const auto size = std::filesystem::file_size(log);
    CHECK((size > 3'000'000) == room);
    keep(*kept, {message("general", "u_ana", "written over")});
    CHECK((std::filesystem::file_size(log) == size) == room);
  }
  CHECK(entries_of(*open_store("sqlite:" + folder.path()).value(), "general").entries.size() == 2);
}
