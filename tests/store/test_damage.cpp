#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include "support/store_fixture.hpp"
#include "support/temporary_folder.hpp"

using namespace workchat;
using namespace workchat::testing;

namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

/// A closed store with some thousand entries; returns its database file.
std::string make_database(const std::string& folder) {
  auto kept = open_store("sqlite:" + folder + "?durability=off").value();
  keep(*kept, first_batch());
  for (int i = 0; i < 30; ++i) {
    std::vector<NewEntry> entries;
    for (int k = 0; k < 50; ++k)
      entries.push_back(
          message("general", "u_ana", std::string(80, 'x'), std::to_string(i) + "-" + std::to_string(k)));
    entries.push_back(change(EntryType::reaction, "general", "u_beto", i, "👍"));
    keep(*kept, entries);
  }
  return folder + "/workchat.db";
}

/// Every call of a store on a damaged file; each may fail, with `unavailable`, or not.
void use(const std::string& folder) {
  const auto tolerable = [](const auto& result) {
    if (!result.ok())
      CHECK((result.error().code == Errc::unavailable || result.error().code == Errc::not_found));
  };
  auto kept = open_store("sqlite:" + folder + "?durability=off");
  tolerable(kept);
  if (!kept) return;
  MessageStore& store = **kept;
  tolerable(store.load());
  tolerable(store.entries("general", 0, 5000, roomy));
  PageQuery query;
  query.log = "general";
  query.limit = 500;
  tolerable(store.messages(query));
  tolerable(store.feed({"general", "other", "@server"}, 0, 5000, roomy));
  tolerable(store.entry("general", 700));
  tolerable(store.unread("u_ana", {{"general", 0}}));
  auto committed = store.commit(batch_of({message("@server", "", "text", "client")}));
  tolerable(committed);
  if (!committed) CHECK(store.commit(Batch()).error().code == Errc::unavailable);
  tolerable(store.reopen());
  tolerable(store.load());
}

}  // namespace

TEST_CASE("a file that is no database is unavailable, and stays as it is") {
  const TemporaryFolder folder;
  const std::string garbage(10000, 'g');
  write_file(folder.path() + "/workchat.db", garbage);
  auto kept = open_store("sqlite:" + folder.path());
  REQUIRE_FALSE(kept.ok());
  CHECK(kept.error().code == Errc::unavailable);
  CHECK(kept.error().message.find("damaged") != std::string::npos);
  CHECK(read_file(folder.path() + "/workchat.db") == garbage);
}

TEST_CASE("a damaged database is unavailable, never a crash") {
  const TemporaryFolder folder;
  const std::string file = make_database(folder.path());
  const std::string sound = read_file(file);
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    INFO("round ", round);
    std::string bytes = sound;
    const std::size_t page = random() % (bytes.size() / 4096) * 4096;
    if (round % 3 == 0)  // a page of noise
      for (std::size_t i = 0; i < 4096; ++i) bytes[page + i] = static_cast<char>(random());
    else if (round % 3 == 1)  // a few bytes in the page's head
      for (int i = 0; i < 4; ++i) bytes[page + random() % 64] = static_cast<char>(random());
    else  // the end is missing
      bytes.resize(page + random() % 4096);
    write_file(file, bytes);
    std::filesystem::remove(file + "-wal");
    std::filesystem::remove(file + "-shm");
    use(folder.path());
  }
}

TEST_CASE("a deleted text is not in the files any more") {
  const TemporaryFolder folder;
  const std::string words = "los planes secretos", edited = "los planes más secretos";
  const std::string lengthy = std::string(9000, '-') + "la última página";
  {
    auto kept = open_store("sqlite:" + folder.path()).value();
    keep(*kept, first_batch());
    keep(*kept, {message("general", "u_ana", words), message("general", "u_ana", lengthy),
                 message("other", "u_ana", words + "!")});
    keep(*kept, {change(EntryType::edit, "general", "u_ana", 1, edited)});
    keep(*kept, {change(EntryType::deletion, "general", "u_ana", 1),
                 change(EntryType::deletion, "general", "u_ana", 2)});
    Batch removal;
    removal.rooms_removed = {"other"};
    keep(*kept, removal);
  }
  for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
    const std::string bytes = read_file(file.path());
    for (const std::string& gone : {words, edited, std::string("la última página")})
      CHECK_MESSAGE(bytes.find(gone) == std::string::npos, file.path());
  }
}
