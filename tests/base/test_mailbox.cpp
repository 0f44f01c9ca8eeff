#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <thread>

#include "base/mailbox.hpp"

using namespace workchat::base;
using namespace std::chrono_literals;

TEST_CASE("a mailbox gives in order, and at most what was asked for") {
  Mailbox<std::unique_ptr<int>> mailbox(10);
  for (int i = 0; i < 5; ++i) CHECK(mailbox.push(std::make_unique<int>(i)));
  std::vector<std::unique_ptr<int>> out;
  CHECK(mailbox.take(out, 2));
  CHECK(out.size() == 2);
  mailbox.wait();  // more is waiting
  CHECK(mailbox.take(out, 100));
  CHECK_FALSE(mailbox.take(out, 100));
  REQUIRE(out.size() == 5);
  for (int i = 0; i < 5; ++i) CHECK(*out[static_cast<std::size_t>(i)] == i);
}

TEST_CASE("a full or closed mailbox takes nothing more") {
  Mailbox<int> mailbox(2);
  CHECK(mailbox.push(1));
  CHECK(mailbox.push(2));
  CHECK_FALSE(mailbox.push(3));
  std::vector<int> out;
  CHECK(mailbox.take(out, 1));
  CHECK(mailbox.push(4));
  mailbox.close();
  CHECK_FALSE(mailbox.push(5));
  CHECK(mailbox.take(out, 10));
  CHECK(out == std::vector<int>{1, 2, 4});
}

TEST_CASE("the reader is told once, when the first item comes") {
  int wakes = 0;
  Mailbox<int> mailbox(10, [&] { ++wakes; });
  std::vector<int> out;
  CHECK(mailbox.push(1));
  CHECK(mailbox.push(2));
  CHECK(wakes == 1);
  mailbox.take(out, 10);
  CHECK(mailbox.push(3));
  CHECK(wakes == 2);
  mailbox.take(out, 10);
  mailbox.wake();
  mailbox.wake();
  CHECK(wakes == 3);
  mailbox.close();
  mailbox.close();
  CHECK(wakes == 4);
}

TEST_CASE("a wait ends by an item, a wake, a close, or in time") {
  Mailbox<int> mailbox(10);
  mailbox.wait(1ms);
  mailbox.wake();
  mailbox.wait();
  std::thread writer([&] { CHECK(mailbox.push(1)); });
  mailbox.wait();
  writer.join();
  std::vector<int> out;
  CHECK(mailbox.take(out, 1));
  std::thread closer([&] { mailbox.close(); });
  mailbox.wait();
  closer.join();
  mailbox.wait();
}

TEST_CASE("many writers and one reader lose nothing and keep each writer's order") {
  constexpr int writers = 4, each = 5000;
  Mailbox<std::pair<int, int>> mailbox(64);
  std::vector<std::thread> threads;
  for (int w = 0; w < writers; ++w)
    threads.emplace_back([&mailbox, w] {
      for (int i = 0; i < each; ++i)
        while (!mailbox.push({w, i})) std::this_thread::yield();
    });
  std::vector<int> next(writers, 0);
  std::vector<std::pair<int, int>> out;
  for (int got = 0; got < writers * each;) {
    mailbox.wait();
    mailbox.take(out, 10);
    for (const auto& [w, i] : out) REQUIRE(i == next[static_cast<std::size_t>(w)]++);
    got += static_cast<int>(out.size());
    out.clear();
  }
  for (std::thread& thread : threads) thread.join();
}
