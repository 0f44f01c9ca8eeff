#include <doctest/doctest.h>

#include <set>
#include <string>

#include <workchat/clock.hpp>

using namespace workchat;

TEST_CASE("the clock counts milliseconds since 1970, and waits never go back") {
  const auto clock = system_clock();
  CHECK(clock->now_ms() > 1600000000000);
  CHECK(clock->now_ms() < 99999999999999);
  TimeMs before = clock->monotonic_ms();
  for (int i = 0; i < 1000; ++i) {
    const TimeMs now = clock->monotonic_ms();
    REQUIRE(now >= before);
    before = now;
  }
}

TEST_CASE("random bytes fill exactly what was asked for, and do not repeat") {
  const auto random = system_random();
  std::set<std::string> seen;
  for (std::size_t size = 0; size < 40; ++size) {
    std::string bytes(size + 2, '#');
    random->fill(bytes.data() + 1, size);
    CHECK(bytes.front() == '#');
    CHECK(bytes.back() == '#');
    if (size >= 16) CHECK(seen.insert(bytes).second);
  }
}
