#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>

namespace workchat {

/// Counts the outboxes whose readers still pass on what the last turn told. A turn that began meanwhile could
/// tell them nothing sooner, and would only split in two what one write to each listener can carry. Threads:
/// any; `wait` the loop.
class Pace {
 public:
  /// Which round it is, to be given to `end`.
  std::uint16_t begin() {
    const std::lock_guard<std::mutex> hold(lock_);
    ++busy_;
    return round_;
  }

  /// Busy with what came meanwhile: who was given up shows that it is alive, and is waited for in this round.
  std::uint16_t again(std::uint16_t begun) {
    const std::lock_guard<std::mutex> hold(lock_);
    if (begun != round_ && given_up_ > 0) --given_up_;
    return round_;
  }

  void end(std::uint16_t begun) {
    {
      const std::lock_guard<std::mutex> hold(lock_);
      --busy_;
      if (begun != round_ && given_up_ > 0) --given_up_;
      given_up_ = std::min(given_up_, busy_);  // who came a whole cycle of rounds ago was taken for a new one
      if (busy_ > given_up_) return;
    }
    idle_.notify_one();
  }

  /// Those that are waited for: not who was waited for in vain, until it settles.
  std::size_t awaited() const {
    const std::lock_guard<std::mutex> hold(lock_);
    return busy_ - given_up_;
  }

  /// The same without one who is busy itself, since `begun`.
  bool awaits_another(std::uint16_t begun) const {
    const std::lock_guard<std::mutex> hold(lock_);
    return busy_ - given_up_ > (begun == round_ ? 1U : 0U);
  }

  /// Returns when nobody is waited for. After `most` whoever is still busy is given up.
  void wait(std::chrono::milliseconds most) {
    std::unique_lock<std::mutex> hold(lock_);
    if (idle_.wait_for(hold, most, [this] { return stopped_ || busy_ == given_up_; })) return;
    given_up_ = busy_;
    ++round_;
  }

  /// No wait waits any more.
  void stop() {
    {
      const std::lock_guard<std::mutex> hold(lock_);
      stopped_ = true;
    }
    idle_.notify_one();
  }

 private:
  mutable std::mutex lock_;
  std::condition_variable idle_;
  std::size_t busy_ = 0;
  std::size_t given_up_ = 0;  ///< how many of them: those who began in a round before
  std::uint16_t round_ = 0;   ///< which ends when somebody is given up
  bool stopped_ = false;
};

}  // namespace workchat
