#include "server/wheel.hpp"

#include <doctest/doctest.h>

using namespace workchat;
using namespace workchat::server;

namespace {

struct Alarm : Timer {
  void on_due(TimeMs now) override { rang_at = now; }
  TimeMs rang_at = 0;
};

}  // namespace

TEST_CASE("A timer rings at its deadline and not before") {
  Wheel wheel(1000);
  Alarm soon, late, far;
  wheel.set(soon, 1050);
  wheel.set(late, 3000);
  wheel.set(far, 100'000);  // many rounds away
  for (TimeMs now = 1000; now <= 120'000; now += 10) wheel.advance(now);
  CHECK(soon.rang_at >= 1050);
  CHECK(soon.rang_at <= 1050 + Wheel::tick_ms);
  CHECK(late.rang_at >= 3000);
  CHECK(late.rang_at <= 3000 + Wheel::tick_ms);
  CHECK(far.rang_at >= 100'000);
  CHECK(far.rang_at <= 100'000 + Wheel::tick_ms);
  CHECK(wheel.empty());
}

TEST_CASE("A deadline can be moved both ways, and taken away") {
  Wheel wheel(0);
  Alarm moved_back, moved_up, cancelled;
  wheel.set(moved_back, 100);
  wheel.set(moved_back, 500);
  wheel.set(moved_up, 5000);
  wheel.set(moved_up, 200);
  wheel.set(cancelled, 100);
  wheel.cancel(cancelled);
  {
    Alarm gone;
    wheel.set(gone, 100);
  }
  for (TimeMs now = 0; now <= 1000; now += 20) wheel.advance(now);
  CHECK(moved_back.rang_at >= 500);
  CHECK(moved_up.rang_at >= 200);
  CHECK(moved_up.rang_at < 300);
  CHECK(cancelled.rang_at == 0);
}
