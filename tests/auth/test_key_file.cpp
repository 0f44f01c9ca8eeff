#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <workchat/authenticator.hpp>

#include "auth/key_file.hpp"
#include "base/encoding.hpp"

using namespace workchat;
using auth::key_from_file;
namespace fs = std::filesystem;

namespace {

/// A folder of its own, gone at the end.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "workchat-key-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { fs::remove_all(path_); }
  std::string path() const { return path_.string(); }
  std::string key() const { return (path_ / "token.key").string(); }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
  }

 private:
  fs::path path_;
};

void write_key(const std::string& path, const std::string& text, mode_t mode = 0600) {
  std::ofstream(path, std::ios::binary) << text;
  REQUIRE(::chmod(path.c_str(), mode) == 0);
}

bool refused_at(const std::string& path) {
  const auto key = key_from_file(path);
  if (key) return false;
  CHECK(key.error().code == Errc::unavailable);
  CHECK(key.error().message.rfind(path + ": ", 0) == 0);
  return true;
}

}  // namespace

TEST_CASE("a key is made at first use, for its owner only, and found again") {
  const Folder folder;
  const mode_t before = ::umask(0);
  const auto made = key_from_file(folder.key());
  ::umask(before);
  REQUIRE(made.ok());
  CHECK(made->size() == 32);
  struct stat status {};
  REQUIRE(::stat(folder.key().c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0600);
  CHECK(folder.files() == 1);
  const auto found = key_from_file(folder.key());
  REQUIRE(found.ok());
  CHECK(*found == *made);
  const Folder other;
  CHECK(*key_from_file(other.key()) != *made);
}

TEST_CASE("a key that others can read is refused, and left as it is") {
  const Folder folder;
  REQUIRE(key_from_file(folder.key()).ok());
  for (const mode_t mode : {0640U, 0604U, 0660U, 0620U, 0610U, 0777U, 0644U}) {
    REQUIRE(::chmod(folder.key().c_str(), mode) == 0);
    CHECK(refused_at(folder.key()));
  }
  REQUIRE(::chmod(folder.key().c_str(), 0400) == 0);
  CHECK(key_from_file(folder.key()).ok());
}

TEST_CASE("a key file that is cut off or holds something else is refused, not replaced") {
  const std::string whole = base::base64url(std::string(32, 'k'));
  for (const std::string& text : {std::string(), std::string("\n"), whole.substr(0, 42), whole + "A",
                                  whole + "\n\n", whole + " ", whole + "\r\n", std::string(32, '\0'),
                                  std::string(100000, 'A'), base::base64url(std::string(33, 'k'))}) {
    const Folder folder;
    write_key(folder.key(), text);
    CHECK_MESSAGE(refused_at(folder.key()), text.substr(0, 60));
    CHECK(fs::file_size(folder.key()) == text.size());
  }
  const Folder folder;
  write_key(folder.key(), whole);
  CHECK(*key_from_file(folder.key()) == std::string(32, 'k'));
}

TEST_CASE("what is no plain file in a folder that is there is refused") {
  const Folder folder;
  CHECK(refused_at(folder.path() + "/missing/token.key"));
  fs::create_directory(folder.key());
  CHECK(refused_at(folder.key()));
  fs::remove(folder.key());
  write_key(folder.path() + "/elsewhere", base::base64url(std::string(32, 'k')));
  fs::create_symlink("elsewhere", folder.key());
  CHECK(refused_at(folder.key()));
  fs::remove(folder.key());
  REQUIRE(::mkfifo(folder.key().c_str(), 0600) == 0);
  CHECK(refused_at(folder.key()));
}

TEST_CASE("all who start at once for the first time have the same key") {
  for (int round = 0; round < 20; ++round) {
    const Folder folder;
    constexpr std::size_t starters = 8;
    std::atomic<std::size_t> ready{0};
    std::vector<std::string> keys(starters);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < starters; ++i)
      threads.emplace_back([&, i] {
        for (++ready; ready < starters;) std::this_thread::yield();
        if (auto key = key_from_file(folder.key())) keys[i] = *key;
      });
    for (std::thread& thread : threads) thread.join();
    CHECK(std::set<std::string>(keys.begin(), keys.end()).size() == 1);
    CHECK(keys[0].size() == 32);
    CHECK(folder.files() == 1);
  }
}

TEST_CASE("the standard authentication keeps its key in the folder, or in memory without one") {
  Limits limits;
  limits.hash_memory = 8192;
  const Folder folder;
  const auto first = standard_authentication(folder.path(), limits);
  const auto second = standard_authentication(folder.path(), limits);
  const auto memory = standard_authentication("", limits);
  const auto missing = standard_authentication(folder.path() + "/missing", limits);
  REQUIRE(first.ok());
  REQUIRE(second.ok());
  REQUIRE(memory.ok());
  CHECK_FALSE(missing.ok());
  CHECK(fs::exists(folder.key()));
  CHECK(first->registration);
  CHECK(first->guests);
  CHECK(first->chain.empty());
  const std::string token = first->tokens->sign({"u_1", "l_1", "ana", 1000, 5000});
  CHECK(second->tokens->verify(token, 2000).ok());
  CHECK_FALSE(memory->tokens->verify(token, 2000).ok());
  CHECK(first->passwords->verify(*first->passwords->hash("x"), "x"));
}

TEST_CASE("S1-25: in development anyone may come in, by the name they give") {
  const auto identity = accept_anyone()->authenticate({"ana", "whatever", ""});
  REQUIRE(identity.ok());
  CHECK(identity->name == "ana");
  CHECK(identity->role == UserRole::user);
}
