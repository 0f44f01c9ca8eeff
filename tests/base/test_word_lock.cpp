#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <workchat/word_lock.hpp>

using namespace workchat;

namespace {

/// Threads of this process that wait in the kernel.
int sleeping_threads() {
  int sleeping = 0;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream stat(task.path() / "stat");
    std::string text;
    std::getline(stat, text);
    const auto state = text.rfind(") ");
    if (state != std::string::npos && text[state + 2] == 'S') ++sleeping;
  }
  return sleeping;
}

}  // namespace

TEST_CASE("a word lock is one word, and lets one thread in at a time, however many want to") {
  static_assert(sizeof(WordLock) == 4);
  constexpr int rounds = 20000;
  WordLock lock;
  std::atomic<int> inside{0};
  std::atomic<bool> together{false};
  long counted = 0;  // by its lock alone
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < rounds; ++round) {
        const std::lock_guard<WordLock> hold(lock);
        if (++inside > 1) together = true;
        ++counted;
        if (round % 64 == 0) std::this_thread::yield();  // so that others find it taken
        --inside;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK_FALSE(together);
  CHECK(counted == 4L * rounds);
}

TEST_CASE("who waits for a word lock is woken when it is free, each of many") {
  constexpr int many = 8;
  WordLock lock;
  std::atomic<int> in{0};
  std::vector<std::thread> threads;
  {
    const std::lock_guard<WordLock> hold(lock);
    for (int i = 0; i < many; ++i) {
      threads.emplace_back([&] {
        const std::lock_guard<WordLock> within(lock);
        ++in;
      });
    }
    while (sleeping_threads() < many) std::this_thread::yield();
    CHECK(in == 0);
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(in == many);
}
