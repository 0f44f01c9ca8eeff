#pragma once

#include <string>

#include "protocol/json.hpp"

namespace workchat::fuzz {

/// The value as JSON text, in one form. Of a list only its length can be known: it is shown as so many nulls.
std::string json_shown(protocol::json::Value value);

}  // namespace workchat::fuzz
