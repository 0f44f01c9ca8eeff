#pragma once

#include <string>
#include <utility>

#include <workchat/error.hpp>

namespace workchat::server {

/// An Error of which only the first fields say something.
inline Error refusal(Errc code, std::string message, std::string rule = {}) {
  return {code, std::move(message), std::move(rule), {}, 0};
}

}  // namespace workchat::server
