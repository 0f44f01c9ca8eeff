#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <iterator>
#include <mutex>
#include <utility>
#include <vector>

namespace workchat::base {

/// A bounded queue of many writers and one reader at a time: what waits for a loop.
/// Threads: all but these any; `take` one at a time, also beside a `wait`; `wait` the loop's own.
template <typename T>
class Mailbox {
 public:
  using Wake = std::function<void()>;

  /// `on_wake`: called beside the reader's own wake, by the thread that pushes, holding no lock; for a reader
  /// that waits elsewhere.
  explicit Mailbox(std::size_t bound, Wake on_wake = {}) : bound_(bound), on_wake_(std::move(on_wake)) {}
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  /// False: full or closed, and nothing was queued. Wakes the reader when the queue was empty.
  [[nodiscard]] bool push(T item) {
    bool first = false;
    if (!put(std::move(item), first)) return false;
    if (first) tell();
    return true;
  }

  /// All of them at once, or none: they are left as they are then.
  [[nodiscard]] bool push_all(std::vector<T>& items) {
    bool first = false;
    {
      const std::lock_guard<std::mutex> hold(lock_);
      if (closed_ || items.size() > bound_ - items_.size()) return false;
      first = items_.empty() && !items.empty();
      items_.insert(items_.end(), std::make_move_iterator(items.begin()), std::make_move_iterator(items.end()));
    }
    if (first) tell();
    return true;
  }

  /// One, without a wake: by who is about to `take`.
  [[nodiscard]] bool push_unheard(T item) {
    bool first = false;
    return put(std::move(item), first);
  }

  /// Moves up to `most` items, oldest first, to the end of `out`. True: it moved any.
  bool take(std::vector<T>& out, std::size_t most) {
    const std::lock_guard<std::mutex> hold(lock_);
    woken_ = false;
    const auto count = static_cast<std::ptrdiff_t>(std::min(most, items_.size()));
    const auto end = items_.begin() + count;
    out.insert(out.end(), std::make_move_iterator(items_.begin()), std::make_move_iterator(end));
    items_.erase(items_.begin(), end);
    return count > 0;
  }

  bool empty() {
    const std::lock_guard<std::mutex> hold(lock_);
    return items_.empty();
  }

  /// Returns when there is something to take, after a `wake`, or when the mailbox is closed.
  void wait() {
    std::unique_lock<std::mutex> hold(lock_);
    changed_.wait(hold, [this] { return ready(); });
    woken_ = false;
  }
  /// The same, and after `timeout` at the latest.
  void wait(std::chrono::milliseconds timeout) {
    std::unique_lock<std::mutex> hold(lock_);
    changed_.wait_for(hold, timeout, [this] { return ready(); });
    woken_ = false;
  }

  /// Ends the wait that runs, or the next one if no `take` comes before it.
  void wake() {
    {
      const std::lock_guard<std::mutex> hold(lock_);
      if (std::exchange(woken_, true)) return;
    }
    tell();
  }

  /// Nothing more is pushed; what waits can still be taken.
  void close() {
    {
      const std::lock_guard<std::mutex> hold(lock_);
      if (std::exchange(closed_, true)) return;
    }
    tell();
  }

 private:
  bool put(T item, bool& first) {
    const std::lock_guard<std::mutex> hold(lock_);
    if (closed_ || items_.size() >= bound_) return false;
    first = items_.empty();
    items_.push_back(std::move(item));
    return true;
  }
  bool ready() const { return woken_ || closed_ || !items_.empty(); }

  void tell() {
    changed_.notify_one();
    if (on_wake_) on_wake_();
  }

  std::mutex lock_;
  std::condition_variable changed_;
  std::deque<T> items_;
  const std::size_t bound_;
  bool woken_ = false;
  bool closed_ = false;
  const Wake on_wake_;
};

}  // namespace workchat::base
