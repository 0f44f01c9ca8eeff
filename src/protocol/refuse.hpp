#pragma once

#include <string>
#include <utility>

#include <workchat/error.hpp>

namespace workchat::protocol {

inline Error refuse(Errc code, std::string message) {
  Error error;
  error.code = code;
  error.message = std::move(message);
  return error;
}

}  // namespace workchat::protocol
