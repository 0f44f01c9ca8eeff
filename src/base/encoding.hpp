#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace workchat::base {

/// RFC 4648 section 5, without padding.
std::string base64url(std::string_view bytes);
/// Strict: no padding, no white space, no bits left over. Empty optional: not such a text.
std::optional<std::string> from_base64url(std::string_view text);
std::string hex(std::string_view bytes);
/// 0 to 15; -1: no hexadecimal digit.
int hex_digit(char c);
/// Crockford's base 32, lower case, 13 characters: for ids.
std::string base32(std::uint64_t number);
/// FNV-1a, 64 bits: to tell texts apart, not for secrets. `seed` chains several texts.
std::uint64_t fnv1a(std::string_view text, std::uint64_t seed = 14695981039346656037ULL);
/// A whole decimal number, nothing around it. Empty optional: not such a text, or it does not fit.
std::optional<std::int64_t> to_integer(std::string_view text);

}  // namespace workchat::base
