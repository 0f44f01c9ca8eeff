#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace workchat {

/// Counts the outboxes whose readers still pass on what the last turn told. A turn that began meanwhile could
/// tell them nothing sooner, and would only split in two what one write to each listener can carry. Threads:
/// any; `wait` the loop.
class Pace {
 public:
  void begin() {
    const std::lock_guard<std::mutex> hold(lock_);
    ++busy_;
  }

  void end() {
    {
      const std::lock_guard<std::mutex> hold(lock_);
      --busy_;
      given_up_ = std::min(given_up_, busy_);
      if (busy_ > given_up_) return;
    }
    idle_.notify_one();
  }

  /// Those that are waited for: not who was waited for in vain, until it ends.
  std::size_t awaited() const {
    const std::lock_guard<std::mutex> hold(lock_);
    return busy_ - given_up_;
  }

  /// The same, but for who asks; `busy`: that it is so itself. Where one was given up it is not known who.
  bool awaits_another(bool busy) const {
    const std::lock_guard<std::mutex> hold(lock_);
    return busy_ > given_up_ && !(busy && busy_ == 1);
  }

  /// Returns when nobody is waited for. After `most` whoever is still busy is given up.
  void wait(std::chrono::milliseconds most) {
    std::unique_lock<std::mutex> hold(lock_);
    const bool idle = idle_.wait_for(hold, most, [this] { return stopped_ || busy_ == given_up_; });
    if (!idle) given_up_ = busy_;
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
  std::size_t given_up_ = 0;  ///< how many of them
  bool stopped_ = false;
};

}  // namespace workchat
