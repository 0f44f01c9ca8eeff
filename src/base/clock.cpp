#include <workchat/clock.hpp>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <random>

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
  // Without randomness no secret is safe, so a failure of the source ends the process: hence the noexcept.
  void fill(void* out, std::size_t size) noexcept override {
    auto* next = static_cast<unsigned char*>(out);
    while (size > 0) {
      const std::random_device::result_type word = source_();
      const std::size_t part = std::min(size, sizeof word);
      std::memcpy(next, &word, part);
      next += part;
      size -= part;
    }
  }

 private:
  // Named, because the default of libstdc++ may be the processor's own instruction instead of the kernel.
  std::random_device source_{"/dev/urandom"};
};

std::shared_ptr<Random> open_random() noexcept {
  return std::make_shared<SystemRandom>();
}

}  // namespace

std::shared_ptr<Clock> system_clock() {
  return std::make_shared<SystemClock>();
}

std::shared_ptr<Random> system_random() {
  return open_random();
}

}  // namespace workchat
