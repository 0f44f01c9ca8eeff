#pragma once

#include <atomic>
#include <cstdint>

#include <workchat/api.hpp>

namespace workchat {

/// A mutex in one word, for what there may be very many of: a std::mutex takes ten. Who waits sleeps in the
/// kernel (futex). Not recursive. Use it by std::lock_guard or std::unique_lock.
/// Source: U. Drepper, "Futexes Are Tricky" (2011), the second mutex.
class WORKCHAT_API WordLock {
 public:
  WordLock() = default;
  WordLock(const WordLock&) = delete;
  WordLock& operator=(const WordLock&) = delete;

  void lock() {
    std::uint32_t seen = free;
    if (!word_.compare_exchange_strong(seen, taken, std::memory_order_acquire, std::memory_order_relaxed)) wait();
  }
  void unlock() {
    if (word_.exchange(free, std::memory_order_release) == awaited) wake_one();
  }

 private:
  static constexpr std::uint32_t free = 0;
  static constexpr std::uint32_t taken = 1;
  static constexpr std::uint32_t awaited = 2;  ///< taken, and somebody may sleep

  void wait();
  void wake_one();

  std::atomic<std::uint32_t> word_{free};
};

}  // namespace workchat
