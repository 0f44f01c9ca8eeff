#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>

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
