#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <workchat/message_store.hpp>

#include "support/temporary_folder.hpp"

using namespace workchat;
using workchat::testing::TemporaryFolder;

namespace {

mode_t mode_of(const std::string& path) {
  struct stat there = {};
  REQUIRE(::stat(path.c_str(), &there) == 0);
  return there.st_mode & 0777;
}

Errc refusal(const std::string& url) {
  auto store = open_store(url);
  REQUIRE_FALSE(store.ok());
  CHECK_FALSE(store.error().message.empty());
  return store.error().code;
}

}  // namespace

TEST_CASE("a text that names no store is invalid") {
  const TemporaryFolder folder;
  const std::string sqlite = "sqlite:" + folder.path() + "/new";
  for (const std::string& url :
       {std::string(), std::string("memory"), std::string("memory:?x=1"), std::string("sqlite:"),
        std::string("sqlite:?durability=full"), std::string("postgres:x"), std::string("sqlite:a\0b", 10),
        sqlite + "?", sqlite + "?durability=most", sqlite + "?durability", sqlite + "?fsync=1",
        sqlite + "?durability=off&&"})
    CHECK_MESSAGE(refusal(url) == Errc::invalid, url);
  CHECK(open_store("").error().field == "store");
  CHECK_FALSE(std::filesystem::exists(folder.path() + "/new"));
}

TEST_CASE("only full durability is called durable (trap 14)") {
  const TemporaryFolder folder;
  const std::string sqlite = "sqlite:" + folder.path();
  CHECK(open_store(sqlite).value()->durable());
  CHECK(open_store(sqlite + "?durability=full").value()->durable());
  CHECK_FALSE(open_store(sqlite + "?durability=normal").value()->durable());
  CHECK_FALSE(open_store(sqlite + "?durability=off").value()->durable());
  CHECK_FALSE(open_store("memory:").value()->durable());
  CHECK(open_store(sqlite).value()->folder() == folder.path());
  CHECK(open_store("memory:").value()->folder().empty());
}

TEST_CASE("the folder and the files are their owner's alone") {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/a/b/";
  auto store = open_store("sqlite:" + path).value();
  Batch batch;
  batch.epoch = "e";
  REQUIRE(store->commit(batch).ok());
  CHECK(mode_of(folder.path() + "/a") == 0700);
  CHECK(mode_of(path) == 0700);
  for (const auto& file : std::filesystem::directory_iterator(path)) CHECK(mode_of(file.path()) == 0600);
  CHECK(std::filesystem::exists(path + "workchat.db"));
}

TEST_CASE("a folder that is in use is refused, until it is let go") {
  const TemporaryFolder folder;
  const std::string url = "sqlite:" + folder.path();
  auto first = open_store(url).value();
  CHECK(refusal(url) == Errc::conflict);
  CHECK(first->load().ok());  // the second one did it no harm
  first.reset();
  CHECK(open_store(url).ok());
}

TEST_CASE("a place where no folder can be is unavailable") {
  const TemporaryFolder folder;
  std::ofstream(folder.path() + "/file") << "x";
  CHECK(refusal("sqlite:" + folder.path() + "/file") == Errc::unavailable);
  CHECK(refusal("sqlite:" + folder.path() + "/file/below") == Errc::unavailable);
  CHECK(refusal("sqlite:/proc/workchat") == Errc::unavailable);  // read-only, for root too
}
