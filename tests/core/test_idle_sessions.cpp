#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "core/stage.hpp"

using namespace workchat;
using namespace workchat::testing;

namespace {

constexpr int sessions_many = 4000;

std::ptrdiff_t open_descriptors() {
  namespace fs = std::filesystem;
  return std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator());
}

std::size_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t pages = 0;
  statm >> pages >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

#ifndef __has_feature  // clang's way to say it
#define __has_feature(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || __has_feature(address_sanitizer)
constexpr std::size_t most_bytes = 16384;  // with what a sanitizer adds
#else
constexpr std::size_t most_bytes = 640;  // pages are counted, not bytes
#endif

}  // namespace

TEST_CASE("an idle session in the process has no descriptor and is small (trap 19)") {
  Stage stage;
  std::vector<Session> sessions;
  sessions.reserve(sessions_many);
  const auto open_one = [&] { sessions.push_back(stage.engine().connect(Identity{"bot"}).value()); };
  open_one();  // the user, and what is made for the first one
  const auto descriptors = open_descriptors();
  const std::size_t before = resident_bytes();
  while (sessions.size() < sessions_many) open_one();
  CHECK(open_descriptors() == descriptors);
  CHECK((resident_bytes() - before) / sessions_many < most_bytes);
}
