#pragma once

#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include <workchat/error.hpp>

/// How a failure crosses into C: its code is returned, the rest is kept for the thread.
namespace workchat::capi {

/// Keeps `error` for this thread. Returns its WORKCHAT_E_… code.
int fail(Error error) noexcept;
/// A required argument that is NULL.
int missing(std::string_view argument) noexcept;

/// Runs the body of a C call, which returns a code, so that no exception leaves it.
template <typename Body>
int guarded(Body&& body) noexcept {
  try {
    return std::forward<Body>(body)();
  } catch (const std::bad_alloc&) {
    return fail(Error{Errc::overloaded, "out of memory", {}, {}, 0});
  } catch (const std::exception& fault) {
    return fail(Error{Errc::internal, fault.what(), {}, {}, 0});
  } catch (...) {
    return fail(Error{Errc::internal, "unknown fault", {}, {}, 0});
  }
}

/// The same for calls that cannot tell of a failure.
template <typename Body>
void contained(Body&& body) noexcept {
  guarded([&] {
    std::forward<Body>(body)();
    return 0;
  });
}

}  // namespace workchat::capi
