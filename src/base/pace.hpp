#pragma once

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
      if (--busy_ > 0) return;
    }
    idle_.notify_one();
  }

  std::size_t busy() const {
    const std::lock_guard<std::mutex> hold(lock_);
    return busy_;
  }

  /// Returns when nobody is busy (true), and after `most` at the latest.
  bool wait(std::chrono::milliseconds most) {
    std::unique_lock<std::mutex> hold(lock_);
    return idle_.wait_for(hold, most, [this] { return busy_ == 0; });
  }

 private:
  mutable std::mutex lock_;
  std::condition_variable idle_;
  std::size_t busy_ = 0;
};

}  // namespace workchat
