#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "store/faulty_disk.hpp"
#include "support/store_fixture.hpp"
#include "support/temporary_folder.hpp"

using namespace workchat;
using namespace workchat::testing;
namespace fs = std::filesystem;

namespace {

/// A store with one message in it, whose folder may be meddled with.
struct Place {
  Place() : kept(open_store("sqlite:" + path()).value()) {
    testing::keep(*kept, first_batch());
    testing::keep(*kept, {message("general", "u_ana", "one")});
  }
  std::string path() const { return folder.path() + "/chat"; }
  std::size_t entries() const { return entries_of(*kept, "general").entries.size(); }
  Errc refusal(const Batch& batch) {
    auto committed = kept->commit(batch);
    REQUIRE_FALSE(committed.ok());
    return committed.error().code;
  }

  TemporaryFolder folder;
  std::unique_ptr<MessageStore> kept;
};

Batch two() {
  return batch_of({message("general", "u_ana", "two")});
}

/// As many descriptors as are open now, and no more.
class NoMoreDescriptors {
 public:
  NoMoreDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int next = ::dup(0);
    ::close(next);
    const rlimit few{static_cast<rlim_t>(next), before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &few);
  }
  ~NoMoreDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE_FIXTURE(Place,
                  "a folder that was removed takes nothing more, and can be read as long as it is open") {
  fs::remove_all(path());
  CHECK(refusal(two()) == Errc::unavailable);
  CHECK(refusal(two()) == Errc::unavailable);
  CHECK(entries() == 1);
  CHECK_FALSE(kept->reopen().ok());
  CHECK(entries() == 1);
  CHECK_FALSE(fs::exists(path()));
}

TEST_CASE_FIXTURE(Place, "a folder that was put in the place of another is not taken for it") {
  fs::rename(path(), folder.path() + "/aside");
  auto other = open_store("sqlite:" + path()).value();
  keep(*other, first_batch());
  CHECK(refusal(two()) == Errc::unavailable);
  CHECK_FALSE(kept->reopen().ok());
  CHECK(entries() == 1);
  CHECK(entries_of(*other, "general").entries.empty());
  other.reset();
  fs::remove_all(path());
  fs::rename(folder.path() + "/aside", path());
  REQUIRE(kept->reopen().ok());
  CHECK(kept->commit(two()).ok());
}

TEST_CASE_FIXTURE(Place, "a database that was replaced by a copy is read anew before anything is written") {
  kept.reset();
  fs::copy(path() + "/workchat.db", folder.path() + "/copy");
  kept = open_store("sqlite:" + path()).value();
  keep(*kept, two().entries);
  fs::remove(path() + "/workchat.db-wal");
  fs::remove(path() + "/workchat.db-shm");
  fs::rename(folder.path() + "/copy", path() + "/workchat.db");
  CHECK(refusal(two()) == Errc::unavailable);
  REQUIRE(kept->reopen().ok());
  CHECK(entries() == 1);
  CHECK(keep(*kept, two().entries)[0].seq == 2);
}

TEST_CASE_FIXTURE(Place, "reads need no descriptor more than are open (trap 13)") {
  const NoMoreDescriptors none;
  CHECK(entries() == 1);
  CHECK(kept->commit(two()).ok());
  CHECK(entries() == 2);
}

TEST_CASE("a store that cannot be written is not open") {
  FaultyDisk disk;
  const TemporaryFolder folder;
  auto kept = open_store("sqlite:" + folder.path()).value();
  keep(*kept, first_batch());
  disk.heal();
  REQUIRE(kept->commit(Batch()).ok());
  CHECK(disk.writes() > 0);  // an empty batch asks
  disk.fail_writes(0, SQLITE_IOERR_WRITE);
  CHECK(kept->commit(Batch()).error().code == Errc::unavailable);
  CHECK_FALSE(kept->reopen().ok());
  CHECK_FALSE(kept->reopen().ok());
  disk.heal();
  REQUIRE(kept->reopen().ok());
  CHECK(kept->commit(Batch()).ok());
  disk.fail_writes(0, SQLITE_FULL);
  CHECK(kept->commit(Batch()).error().code == Errc::overloaded);
  disk.heal();
  kept.reset();
}
