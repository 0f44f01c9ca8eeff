#include <doctest/doctest.h>

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include <workchat/word_lock.hpp>

using namespace workchat;

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
  WordLock lock;
  std::atomic<int> in{0};
  std::vector<std::thread> threads;
  {
    const std::lock_guard<WordLock> hold(lock);
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        const std::lock_guard<WordLock> within(lock);
        ++in;
      });
    }
    CHECK(in == 0);
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(in == 8);
}
