#include "core/text_rules.hpp"

#include <utility>

#include "base/text.hpp"

namespace workchat::core {

Error invalid(std::string field, std::string message) {
  return {Errc::invalid, std::move(message), {}, std::move(field), 0};
}

Error rate_limited(TimeMs wait) {
  return {Errc::rate_limited, "Too often; try again later.", {}, {}, wait};
}

std::optional<Error> check_text(std::string_view field, std::string_view text, std::int64_t most) {
  if (!base::valid_utf8(text)) return invalid(std::string(field), "This is not UTF-8.");
  // Bytes first: no code point is shorter than one, so most texts need no count.
  if (static_cast<std::int64_t>(text.size()) > most && base::count_code_points(text) > most)
    return invalid(std::string(field), "At most " + std::to_string(most) + " characters.");
  return std::nullopt;
}

std::optional<Error> check_line(std::string_view field, std::string_view text, std::int64_t most) {
  if (auto wrong = check_text(field, text, most)) return wrong;
  if (!base::one_line(text)) return invalid(std::string(field), "One line, without control characters.");
  return std::nullopt;
}

std::optional<Error> check_filled(std::string_view field, std::string_view text, std::int64_t most) {
  if (auto wrong = check_text(field, text, most)) return wrong;
  if (base::blank(text)) return invalid(std::string(field), "It must not be blank.");
  return std::nullopt;
}

// After the Nickname profile of PRECIS (RFC 8266), which refuses all that is not drawn; emoji need some of
// it.
std::optional<Error> check_title(std::string_view field, std::string_view text, std::int64_t most) {
  if (auto wrong = check_filled(field, text, most)) return wrong;
  if (auto wrong = check_line(field, text, most)) return wrong;
  if (!base::all_seen(text)) return invalid(std::string(field), "It has characters that are not seen.");
  return std::nullopt;
}

}  // namespace workchat::core
