#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include <workchat/api.hpp>

namespace workchat {

/// Milliseconds since 1970-01-01 UTC.
using TimeMs = std::int64_t;

/// Where the engine gets the time, so that a test can turn it. Threads: any.
class WORKCHAT_API Clock {
 public:
  virtual ~Clock() = default;
  /// The wall clock: what entries are stamped with. It may jump either way.
  virtual TimeMs now_ms() const = 0;
  /// Never negative, never goes back: what waits are measured with.
  virtual TimeMs monotonic_ms() const = 0;
};

/// Where the engine gets randomness (ids, secrets). Threads: in a turn, one at a time on whichever thread takes it.
class WORKCHAT_API Random {
 public:
  virtual ~Random() = default;
  virtual void fill(void* out, std::size_t size) = 0;
};

WORKCHAT_API std::shared_ptr<Clock> system_clock();
/// The operating system's generator, fit for secrets.
WORKCHAT_API std::shared_ptr<Random> system_random();

}  // namespace workchat
