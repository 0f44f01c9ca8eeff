#pragma once

#include <string>
#include <utility>

#include <workchat/error.hpp>

namespace workchat::store {

inline Error failure(Errc code, std::string message) {
  Error error;
  error.code = code;
  error.message = std::move(message);
  return error;
}

inline Error no_such_entry() {
  return failure(Errc::not_found, "no such entry");
}

}  // namespace workchat::store
