#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <workchat/clock.hpp>
#include <workchat/result.hpp>

namespace workchat::core {

Error invalid(std::string field, std::string message);
Error rate_limited(TimeMs wait);

/// A text that people read: UTF-8, at most `most` code points. Empty: it may be taken.
std::optional<Error> check_text(std::string_view field, std::string_view text, std::int64_t most);
/// The same for a name or a topic, which stands in a line with other things.
std::optional<Error> check_line(std::string_view field, std::string_view text, std::int64_t most);
/// As check_text, and not blank.
std::optional<Error> check_filled(std::string_view field, std::string_view text, std::int64_t most);
/// What somebody or something is called: a filled line with nothing hidden in it.
std::optional<Error> check_title(std::string_view field, std::string_view text, std::int64_t most);

}  // namespace workchat::core
