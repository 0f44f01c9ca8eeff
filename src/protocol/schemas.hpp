#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace workchat::protocol {

/// The wire objects as JSON Schema, by the names that the rows' answers use.
const std::vector<std::pair<std::string_view, std::string_view>>& schemas();

}  // namespace workchat::protocol
