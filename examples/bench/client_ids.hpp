#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

#include "clock.hpp"

namespace bench {

/// UUIDv7s as a busy client makes them: ordered by time, random behind it. The same seed makes the same ones.
class ClientIds {
 public:
  /// `before`: how many there are already, which all of these are later than.
  explicit ClientIds(std::uint64_t seed, std::int64_t before = 0)
      : numbers_(seed), made_(static_cast<std::uint64_t>(before)) {}
  /// Random ones of the present, later than any that were made with a seed.
  static ClientIds of_now() {
    return ClientIds(std::random_device{}(), (read_ns(CLOCK_REALTIME) / 1'000'000 - first_ms) * ids_per_ms);
  }

  std::string next() {
    // A counter in place of the clock: some ids of each millisecond, as under load.
    const std::uint64_t time_ms = first_ms + made_ / ids_per_ms, count = made_ % ids_per_ms;
    ++made_;
    const std::uint64_t chance = numbers_();
    std::string id(36, '-');
    write_hex(id, 0, time_ms >> 16, 8);
    write_hex(id, 9, time_ms, 4);
    write_hex(id, 14, 0x7000 | count, 4);
    write_hex(id, 19, 0x8000 | chance >> 50, 4);
    write_hex(id, 24, chance, 12);
    return id;
  }

 private:
  static void write_hex(std::string& to, std::size_t at, std::uint64_t value, std::size_t digits) {
    for (std::size_t i = digits; i > 0; value >>= 4) to[at + --i] = "0123456789abcdef"[value & 15];
  }

  static constexpr std::int64_t first_ms = 1'700'000'000'000;
  static constexpr std::int64_t ids_per_ms = 64;
  std::mt19937_64 numbers_;
  std::uint64_t made_;
};

}  // namespace bench
