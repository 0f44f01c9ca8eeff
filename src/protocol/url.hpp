#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <workchat/result.hpp>

namespace workchat::protocol {

/// Empty optional: a broken escape, or what comes out is no UTF-8.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

using Pairs = std::vector<std::pair<std::string, std::string>>;
/// A query string, or a form (application/x-www-form-urlencoded), decoded. Errors: bad_request.
Result<Pairs> read_pairs(std::string_view text);

}  // namespace workchat::protocol
