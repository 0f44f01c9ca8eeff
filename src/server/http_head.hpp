#pragma once

#include <optional>
#include <string_view>

#include "server/http_request.hpp"

namespace workchat::server {

/// Parses a head that `check_head` found complete. False: `refusal` says why.
bool parse_head(std::string_view head, HttpRequest& request, HttpRefusal& refusal);

}  // namespace workchat::server
