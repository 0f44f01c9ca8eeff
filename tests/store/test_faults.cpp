#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "store/faulty_disk.hpp"
#include "support/store_fixture.hpp"
#include "support/temporary_folder.hpp"

using namespace workchat;
using namespace workchat::testing;

namespace {

/// A store on a disk that can fail, with what was acknowledged in it.
struct Server {
  explicit Server(const std::string& options = "")
      : kept(open_store("sqlite:" + folder.path() + options).value()) {
    testing::keep(*kept, first_batch());
  }
  /// A turn with something of everything that a writer remembers: a new log, a new room, a client_id.
  Batch turn(int number) const {
    const std::string n = std::to_string(number);
    Batch batch = batch_of({message("general", "u_ana", "text " + n, "id-" + n),
                            mention("u_" + n, "u_ana", "general", 0), message("room" + n, "u_ana", "first"),
                            message("other", "u_ana", "text")});
    batch.rooms = {room("room" + n)};
    batch.entries[1].parent = 0;
    if (number % 3 == 2) {
      batch.rooms_removed = {"other", "room" + std::to_string(number - 1)};
      batch.rooms.push_back(room("other"));
    }
    return batch;
  }
  std::string all() const {
    auto snapshot = kept->load();
    REQUIRE(snapshot.ok());
    std::string all = shown(*snapshot);
    for (const LogState& log : snapshot->logs) all += shown(entries_of(*kept, log.log));
    return all;
  }

  TemporaryFolder folder;
  FaultyDisk disk;
  std::unique_ptr<MessageStore> kept;
};

}  // namespace

TEST_CASE(
    "a full disk is overloaded: nothing has changed, and the store is usable again when there is room") {
  Server server;
  auto model = open_store("memory:").value();
  keep(*model, first_batch());
  int stored = 0;
  // The disk is full at the first write of a commit, at the second, and so on until one is done.
  for (int after = 0; stored < 6; ++after) {
    INFO("full after ", after, " writes");
    const std::string before = server.all();
    server.disk.fail_writes(after, SQLITE_FULL);
    auto committed = server.kept->commit(server.turn(stored));
    server.disk.heal();
    if (committed) {
      const auto expected = keep(*model, server.turn(stored));
      for (std::size_t i = 0; i < expected.size(); ++i) {
        CHECK(committed->entries[i].seq == expected[i].seq);
        CHECK(committed->entries[i].pos == expected[i].pos);
      }
      ++stored;
      after = -1;
      continue;
    }
    CHECK(committed.error().code == Errc::overloaded);
    REQUIRE(server.all() == before);
  }
  const auto again = keep(*server.kept, server.turn(5));
  CHECK(again[0].how == Stored::How::duplicate);
  CHECK(again[0].seq == 6);
  CHECK(again[1].how == Stored::How::dropped);
}

TEST_CASE("after a write error nothing is taken until the store is opened anew, and then it is sound") {
  Server server;
  int stored = 0;
  for (int after = 0; stored < 3; ++after) {
    INFO("error after ", after, " writes");
    const std::string before = server.all();
    server.disk.fail_writes(after, SQLITE_IOERR_WRITE);
    auto committed = server.kept->commit(server.turn(stored));
    server.disk.heal();
    if (committed) {
      ++stored;
      after = -1;
      continue;
    }
    CHECK(committed.error().code == Errc::unavailable);
    CHECK(server.kept->commit(server.turn(90)).error().code == Errc::unavailable);
    CHECK_FALSE(server.kept->load().ok());
    CHECK(server.kept->entries("general", 0, 5, roomy).ok());  // what is there can be read
    REQUIRE(server.kept->reopen().ok());
    REQUIRE(server.all() == before);
  }
}

TEST_CASE("an fsync that fails leaves it open whether the commit is stored: reopen says which") {
  Server server;
  keep(*server.kept, server.turn(0));
  const std::string before = server.all();
  server.disk.fail_syncs();
  auto committed = server.kept->commit(server.turn(1));
  REQUIRE_FALSE(committed.ok());
  CHECK(committed.error().code == Errc::unavailable);
  server.disk.heal();
  REQUIRE(server.kept->reopen().ok());
  const bool was_stored = server.all() != before;
  const auto stored = keep(*server.kept, server.turn(1));
  CHECK((stored[0].how == Stored::How::duplicate) == was_stored);
  CHECK(entries_of(*server.kept, "general").head == 2);
}

TEST_CASE("what was acknowledged with full durability survives a power cut at any moment (trap 14)") {
  Server server;
  for (int turn = 0; turn < 40; ++turn) {
    keep(*server.kept, server.turn(turn));
    if (turn % 4 != 3) continue;
    // A commit that is under way, of which any part may have reached the disk.
    server.disk.fail_writes(turn / 4 % 5, SQLITE_FULL);
    (void)server.kept->commit(server.turn(turn + 1));
    server.disk.heal();
    const TemporaryFolder left;
    server.disk.cut_power(left.path(), static_cast<unsigned>(turn));
    auto after = open_store("sqlite:" + left.path());
    REQUIRE(after.ok());
    const Page page = entries_of(**after, "general");
    REQUIRE(page.head >= turn + 1);
    for (int i = 0; i <= turn; ++i)
      CHECK(page.entries[static_cast<std::size_t>(i)].text == "text " + std::to_string(i));
  }
}

TEST_CASE("normal durability loses whole commits in a power cut, and nothing in the middle") {
  Server server("?durability=normal");
  for (int turn = 0; turn < 40; ++turn) keep(*server.kept, server.turn(turn));
  Seq least = 40;
  for (unsigned seed = 1; seed <= 10; ++seed) {
    const TemporaryFolder left;
    server.disk.cut_power(left.path(), seed);
    auto after = open_store("sqlite:" + left.path());
    REQUIRE(after.ok());
    const Page page = entries_of(**after, "general");
    least = std::min(least, page.head);
    CHECK(static_cast<std::size_t>(page.head) == page.entries.size());
  }
  CHECK(least < 40);  // or the power cuts of these tests take nothing away
}
