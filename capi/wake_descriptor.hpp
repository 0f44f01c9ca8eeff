#pragma once

#include <memory>

#include <workchat/result.hpp>

namespace workchat::capi {

/// A descriptor that is readable from `raise` until `clear`. Threads: any.
class WakeDescriptor {
 public:
  /// Errors: unavailable (no descriptor is left).
  static Result<std::shared_ptr<WakeDescriptor>> make();
  ~WakeDescriptor();
  WakeDescriptor(const WakeDescriptor&) = delete;
  WakeDescriptor& operator=(const WakeDescriptor&) = delete;

  int number() const { return number_; }
  void raise() const;
  void clear() const;

 private:
  explicit WakeDescriptor(int number) : number_(number) {}
  int number_;
};

}  // namespace workchat::capi
