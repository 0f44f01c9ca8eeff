#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "support/store_fixture.hpp"
#include "support/temporary_folder.hpp"

using namespace workchat;
using namespace workchat::testing;
namespace fs = std::filesystem;

namespace {

/// Epochs of the store, of "general" and of "other", and how much is in "general".
struct Told {
  std::string store, general, other;
  Seq head = 0;
};

Told told_by(MessageStore& store) {
  Told told;
  auto snapshot = store.load();
  REQUIRE(snapshot.ok());
  told.store = snapshot->epoch;
  for (const RoomRecord& room : snapshot->rooms)
    (room.id == "general" ? told.general : told.other) = room.epoch;
  told.head = entries_of(store, "general").head;
  return told;
}

/// A folder whose store was left open, as when the process or the machine ends without warning.
class LeftOpen {
 public:
  explicit LeftOpen(const std::string& durability) : url_("?durability=" + durability) {
    auto kept = open_store("sqlite:" + folder_.path() + "/lived" + url_).value();
    keep(*kept, first_batch());
    keep(*kept, {message("general", "u_ana", "one")});
    fs::copy(folder_.path() + "/lived", path(), fs::copy_options::recursive);
  }
  std::string path() const { return folder_.path() + "/left"; }
  fs::path mark() const { return path() + "/workchat.open"; }
  /// The machine starts again: what the mark names is another boot than today's.
  void reboot() const { std::ofstream(mark()) << "00000000-0000-4000-8000-000000000000\n"; }
  Told open(const std::string& options) const {
    return told_by(*open_store("sqlite:" + path() + options).value());
  }
  Told open() const { return open(url_); }

  TemporaryFolder folder_;
  const std::string url_;
};

const Told as_given{"store-epoch", "general-epoch", "other-epoch", 1};

bool same(const Told& a, const Told& b) {
  return a.store == b.store && a.general == b.general && a.other == b.other;
}

}  // namespace

TEST_CASE(
    "without full durability all epochs change when the machine has started since the store was left open") {
  for (const char* durability : {"normal", "off"}) {
    const LeftOpen left(durability);
    REQUIRE(fs::exists(left.mark()));
    left.reboot();
    const Told told = left.open();
    CHECK(told.head == 1);
    CHECK(told.store != as_given.store);
    CHECK(told.general != as_given.general);
    CHECK(told.other != as_given.other);
    CHECK(told.general != told.other);
    CHECK_FALSE(told.store.empty());
    CHECK(same(left.open(), told));  // once
  }
}

TEST_CASE("a process that was killed takes nothing with it, and no epoch changes") {
  const LeftOpen left("normal");
  CHECK(same(left.open(), as_given));
  CHECK(same(left.open("?durability=full"), as_given));
}

TEST_CASE("a store that was closed has no mark, whenever the machine starts") {
  const LeftOpen left("off");
  CHECK_FALSE(fs::exists(left.folder_.path() + "/lived/workchat.open"));
  (void)left.open();
  CHECK_FALSE(fs::exists(left.mark()));
}

TEST_CASE("with full durability there is no mark, and one that was left there counts once") {
  const LeftOpen full("full");
  CHECK_FALSE(fs::exists(full.mark()));
  const LeftOpen normal("normal");
  normal.reboot();
  const Told told = normal.open("?durability=full");
  CHECK_FALSE(same(told, as_given));
  CHECK_FALSE(fs::exists(normal.mark()));
  CHECK(same(normal.open("?durability=full"), told));
}

TEST_CASE("a mark that names no boot counts as one of another") {
  const LeftOpen left("normal");
  std::ofstream(left.mark()).close();
  CHECK_FALSE(same(left.open(), as_given));
}

TEST_CASE("a store is not opened where its mark cannot be written") {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() + "/workchat.open");
  auto opened = open_store("sqlite:" + folder.path() + "?durability=normal");
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.error().code == Errc::unavailable);
  CHECK(opened.error().message.find("workchat.open") != std::string::npos);
}
