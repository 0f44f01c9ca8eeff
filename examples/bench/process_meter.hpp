#pragma once

#include <cstdint>
#include <ctime>

namespace bench {

/// What another process uses, seen from outside. `pid` 0: nobody, and all figures are 0.
class ProcessMeter {
 public:
  /// Errors: std::runtime_error (there is no such process).
  explicit ProcessMeter(int pid);

  bool measures() const { return pid_ != 0; }
  /// Of all its threads so far, in user and kernel, in nanoseconds.
  std::int64_t cpu_ns() const;
  /// Its memory that is in RAM now.
  std::int64_t rss_bytes() const;

 private:
  int pid_;
  clockid_t cpu_clock_ = 0;
};

}  // namespace bench
