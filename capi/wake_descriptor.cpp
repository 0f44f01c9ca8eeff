#include "wake_descriptor.hpp"

#include <cerrno>
#include <cstring>
#include <string>

#include <sys/eventfd.h>
#include <unistd.h>

namespace workchat::capi {

Result<std::shared_ptr<WakeDescriptor>> WakeDescriptor::make() {
  // Readable from the start: something may have come before anybody asked for a descriptor.
  const int number = eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK);
  if (number < 0) return Error{Errc::unavailable, std::strerror(errno), {}, {}, 0};
  return std::shared_ptr<WakeDescriptor>(new WakeDescriptor(number));
}

WakeDescriptor::~WakeDescriptor() {
  close(number_);
}

void WakeDescriptor::raise() const {
  // Fails only where the counter is full, and then it is readable as it is.
  (void)eventfd_write(number_, 1);
}

void WakeDescriptor::clear() const {
  eventfd_t count = 0;
  (void)eventfd_read(number_, &count);
}

}  // namespace workchat::capi
