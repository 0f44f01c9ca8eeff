#pragma once

#include <array>
#include <cstddef>

#include <workchat/clock.hpp>

namespace workchat::server {

class Wheel;

/// Something with one deadline. It leaves its wheel when it goes.
class Timer {
 public:
  Timer() = default;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  virtual ~Timer() { unlink(); }

 protected:
  /// The deadline has come; none is set now.
  virtual void on_due(TimeMs now) = 0;

 private:
  friend class Wheel;
  void unlink();

  Timer* next_ = nullptr;
  Timer* previous_ = nullptr;
  Wheel* wheel_ = nullptr;
  TimeMs due_ = 0;
  TimeMs slot_time_ = 0;
};

/// The deadlines of one thread, all in constant time. Moving a deadline back, which is what life on a
/// connection does all the time, only writes a number: the timer moves on when its old slot comes round.
class Wheel {
 public:
  static constexpr TimeMs tick_ms = 20;

  explicit Wheel(TimeMs now) : time_(now - now % tick_ms) {}
  ~Wheel();

  void set(Timer& timer, TimeMs due);
  void cancel(Timer& timer) { timer.unlink(); }
  /// Calls `on_due` of everything whose deadline has come.
  void advance(TimeMs now);
  bool empty() const { return count_ == 0; }

 private:
  friend class Timer;
  static constexpr std::size_t slots = 512;

  Timer*& slot_of(TimeMs time) { return slots_[static_cast<std::size_t>(time / tick_ms) % slots]; }
  void link(Timer& timer);
  void fire(Timer*& slot, TimeMs now);

  std::array<Timer*, slots> slots_{};
  TimeMs time_;  // everything before it has been looked at
  std::size_t count_ = 0;
};

}  // namespace workchat::server
