#include "failure.hpp"

#include "protocol/write.hpp"
#include "workchat.h"

namespace workchat::capi {
namespace {

struct Failure {
  bool any = false;
  Error error;
  std::string json;  ///< made when asked for: a poll loop fails with `timeout` all day
};

Failure& last() {
  static thread_local Failure failure;
  return failure;
}

}  // namespace

int fail(Error error) noexcept {
  const int code = describe(error.code).c_value;
  last().any = true;
  last().error = std::move(error);
  last().json.clear();
  return code;
}

int missing(std::string_view argument) noexcept {
  return guarded([&] {
    const std::string name(argument);
    return fail(Error{Errc::invalid, name + " is NULL", {}, name, 0});
  });
}

}  // namespace workchat::capi

using workchat::capi::contained;
using workchat::capi::last;

const char* workchat_last_error() {
  return last().error.message.c_str();
}

const char* workchat_last_error_json() {
  auto& failure = last();
  if (!failure.any) return "{}";
  contained([&] {
    if (failure.json.empty()) failure.json = workchat::protocol::write_error_body(failure.error);
  });
  return failure.json.c_str();
}
