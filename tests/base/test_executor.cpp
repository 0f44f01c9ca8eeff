#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <thread>

#include <workchat/executor.hpp>

using namespace workchat;

TEST_CASE("threads run every job that was taken before stop returns, and none after") {
  std::atomic<int> ran{0};
  const auto executor = thread_executor(3, 1000);
  int taken = 0;
  for (int i = 0; i < 500; ++i) taken += executor->run([&] { ++ran; });
  executor->stop();
  CHECK(taken == 500);
  CHECK(ran == 500);
  CHECK_FALSE(executor->run([&] { ++ran; }));
  executor->stop();
  CHECK(ran == 500);
}

TEST_CASE("a job beyond the queue is refused, and not run") {
  const auto executor = thread_executor(1, 2);
  std::promise<void> started, open;
  std::atomic<int> ran{0};
  CHECK(executor->run([&] {
    started.set_value();
    open.get_future().wait();
  }));
  started.get_future().wait();
  CHECK(executor->run([&] { ++ran; }));
  CHECK(executor->run([&] { ++ran; }));
  CHECK_FALSE(executor->run([&] { ran += 100; }));
  open.set_value();
  executor->stop();
  CHECK(ran == 2);
}

TEST_CASE("several jobs run at once") {
  const auto executor = thread_executor(2, 10);
  std::promise<void> first, second;
  std::promise<bool> met;
  CHECK(executor->run([&] {
    first.set_value();
    second.get_future().wait();
    met.set_value(true);
  }));
  CHECK(executor->run([&] {
    first.get_future().wait();
    second.set_value();
  }));
  CHECK(met.get_future().get());
}

TEST_CASE("the last owner of the threads may be one of their jobs") {
  std::promise<void> released, done;
  auto executor = thread_executor(2, 10);
  CHECK(executor->run([&released, &done, held = executor]() mutable {
    released.get_future().wait();
    held.reset();
    done.set_value();
  }));
  executor.reset();
  released.set_value();
  done.get_future().wait();
}

TEST_CASE("inline jobs have ended when run returns, nested ones inside") {
  const auto executor = inline_executor();
  std::string order;
  CHECK(executor->run([&] {
    order += 'a';
    CHECK(executor->run([&] { order += 'b'; }));
    order += 'c';
  }));
  CHECK(order == "abc");
  executor->stop();
  CHECK_FALSE(executor->run([&] { order += 'x'; }));
  CHECK(order == "abc");
}
