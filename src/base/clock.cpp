#include <workchat/clock.hpp>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <exception>

namespace workchat {
namespace {

template <typename StdClock>
TimeMs milliseconds_of() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(StdClock::now().time_since_epoch()).count();
}

class SystemClock final : public Clock {
 public:
  TimeMs now_ms() const override { return milliseconds_of<std::chrono::system_clock>(); }
  TimeMs monotonic_ms() const override { return milliseconds_of<std::chrono::steady_clock>(); }
};

class SystemRandom final : public Random {
 public:
  // The kernel's own each time: what is kept ahead a fork would give twice.
  void fill(void* out, std::size_t size) override {
    auto* next = static_cast<unsigned char*>(out);
    while (size > 0) {
      const std::size_t part = std::min(size, most_at_once);
      // Without randomness no secret is safe.
      if (::getentropy(next, part) != 0) std::terminate();
      next += part;
      size -= part;
    }
  }

 private:
  static constexpr std::size_t most_at_once = 256;  // getentropy(3)
};

}  // namespace

std::shared_ptr<Clock> system_clock() {
  return std::make_shared<SystemClock>();
}

std::shared_ptr<Random> system_random() {
  return std::make_shared<SystemRandom>();
}

}  // namespace workchat
