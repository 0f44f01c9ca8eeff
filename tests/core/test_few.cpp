#include "core/few.hpp"

#include <doctest/doctest.h>

#include <random>
#include <utility>
#include <vector>

using workchat::core::Few;

TEST_CASE("a few pointers are a list like any other, through one, none and many") {
  std::vector<int> numbers(5);
  Few<int> few;
  std::vector<int*> all;
  std::mt19937 random(7);
  for (int step = 0; step < 2000; ++step) {
    int* const value = &numbers[random() % numbers.size()];
    const auto found = std::find(all.begin(), all.end(), value);
    CHECK(few.contains(value) == (found != all.end()));
    if (found != all.end()) {
      few.erase(value);
      all.erase(found);
    } else {
      few.erase(value);  // which is not in
      const std::size_t place = random() % (all.size() + 1);
      few.insert(place, value);
      all.insert(all.begin() + static_cast<std::ptrdiff_t>(place), value);
    }
    REQUIRE(few.all() == all);
    CHECK(few.size() == all.size());
    CHECK(few.empty() == all.empty());
    if (!all.empty()) CHECK(few.front() == all.front());
  }
}

TEST_CASE("a few that are moved leave nothing behind") {
  int one = 0, two = 0;
  for (const bool many : {false, true}) {
    Few<int> few;
    few.push_back(&one);
    if (many) few.push_back(&two);
    Few<int> moved = std::move(few);
    CHECK(moved.size() == (many ? 2 : 1));
    few = Few<int>();
    CHECK(few.empty());
    const Few<int> taken = std::exchange(moved, {});
    CHECK(taken.front() == &one);
    CHECK(moved.empty());
  }
}
