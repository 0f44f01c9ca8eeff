#pragma once

#include <cstdint>
#include <ctime>

namespace bench {

inline std::int64_t read_ns(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

/// The time that latencies are taken by.
inline std::int64_t now_ns() {
  return read_ns(CLOCK_MONOTONIC);
}
/// What this process has used.
inline std::int64_t own_cpu_ns() {
  return read_ns(CLOCK_PROCESS_CPUTIME_ID);
}

}  // namespace bench
