#include "server/wheel.hpp"

#include <algorithm>

namespace workchat::server {

void Timer::unlink() {
  if (!wheel_) return;
  if (next_) next_->previous_ = previous_;
  if (previous_) {
    previous_->next_ = next_;
  } else {
    wheel_->slot_of(slot_time_) = next_;
  }
  --wheel_->count_;
  next_ = previous_ = nullptr;
  wheel_ = nullptr;
}

Wheel::~Wheel() {
  for (Timer* slot : slots_) {
    while (slot) {
      slot->wheel_ = nullptr;
      slot = slot->next_;
    }
  }
}

void Wheel::set(Timer& timer, TimeMs due) {
  timer.due_ = due;
  if (timer.wheel_ && timer.slot_time_ <= due) return;
  timer.unlink();
  link(timer);
}

void Wheel::link(Timer& timer) {
  constexpr TimeMs span = tick_ms * static_cast<TimeMs>(slots);
  // Rounded up, so that nothing fires early; what is further than a round waits in the last slot.
  const TimeMs wanted = (timer.due_ + tick_ms - 1) / tick_ms * tick_ms;
  timer.slot_time_ = std::clamp(wanted, time_ + tick_ms, time_ + span - tick_ms);
  Timer*& slot = slot_of(timer.slot_time_);
  timer.next_ = slot;
  timer.previous_ = nullptr;
  if (slot) slot->previous_ = &timer;
  slot = &timer;
  timer.wheel_ = this;
  ++count_;
}

void Wheel::advance(TimeMs now) {
  constexpr TimeMs span = tick_ms * static_cast<TimeMs>(slots);
  time_ = std::max(time_, now - span);  // a long sleep: every slot once is enough
  while (time_ + tick_ms <= now) {
    time_ += tick_ms;
    fire(slot_of(time_), now);
  }
}

void Wheel::fire(Timer*& slot, TimeMs now) {
  // A timer that is set again lands in a later slot, so this one empties.
  while (Timer* timer = slot) {
    timer->unlink();
    if (timer->due_ <= now) {
      timer->on_due(now);
    } else {
      link(*timer);
    }
  }
}

}  // namespace workchat::server
