#pragma once

#include <string>
#include <string_view>

#include <workchat/engine.hpp>
#include <workchat/server.hpp>

namespace workchat::capi {

/// What workchat_engine_open is told.
struct EngineOptions {
  std::string store = "memory:";
  std::string motd;
  Limits limits;
  bool guests = true;
  bool registration = true;
  ServerOptions listening;
};

/// `json` as workchat.h says; a member that is unknown is refused.
/// Errors: bad_request, invalid.
Result<EngineOptions> read_options(std::string_view json);

}  // namespace workchat::capi
