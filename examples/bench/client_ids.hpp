#pragma once

#include <cstdint>
#include <cstdio>
#include <random>
#include <string>

namespace bench {

/// UUIDv7s as a busy client makes them: ordered by time, random behind it. The same seed makes the same ones.
class ClientIds {
 public:
  explicit ClientIds(std::uint64_t seed) : numbers_(seed) {}

  std::string next() {
    // A counter in place of the clock: some ids of each millisecond, as under load.
    const std::uint64_t made = made_++;
    const std::uint64_t time_ms = 1'700'000'000'000 + made / ids_per_ms;
    const auto count = static_cast<unsigned>(made % ids_per_ms);
    const std::uint64_t chance = numbers_();
    char text[37];
    std::snprintf(text, sizeof text, "%08x-%04x-7%03x-%04x-%012llx", static_cast<unsigned>(time_ms >> 16),
                  static_cast<unsigned>(time_ms & 0xffff), count,
                  0x8000U | static_cast<unsigned>(chance >> 50),
                  static_cast<unsigned long long>(chance & 0xffff'ffff'ffff));
    return std::string(text, 36);
  }

 private:
  static constexpr std::uint64_t ids_per_ms = 64;
  std::mt19937_64 numbers_;
  std::uint64_t made_ = 0;
};

}  // namespace bench
