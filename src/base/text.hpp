#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <workchat/result.hpp>

namespace workchat::base {

/// Well-formed UTF-8 (Unicode 15, table 3-7: no surrogates, no overlong forms). NUL is a code point like others.
bool valid_utf8(std::string_view text);
/// Of well-formed UTF-8.
std::int64_t count_code_points(std::string_view text);
/// Nothing but white space, controls and characters that are never drawn.
bool blank(std::string_view text);

/// One character as people see it (an extended grapheme cluster, UAX #29), such as an emoji of several code points.
/// Of well-formed UTF-8.
bool one_character(std::string_view text);

/// No control characters, line ends, or characters that turn the direction of writing for what follows.
bool one_line(std::string_view text);

/// Nothing is hidden in it: what is not drawn joins or shapes characters beside it that are (as in emoji,
/// Persian and Indic writing), one at a time.
bool all_seen(std::string_view text);

/// A user's handle as it is compared: NFKC, case folded, ignorable code points removed.
/// Errors: invalid, field "username": empty, longer than `most` code points, a character that is no letter,
/// digit, '.', '_' or '-' or is not seen, or letters of two scripts.
Result<std::string> name_key(std::string_view name, std::int64_t most);
/// A room's name as it is compared: NFKC, case folded, white space runs made one. Never fails on UTF-8.
std::string room_key(std::string_view name);
/// A room id made of a name: accents removed, lower case, anything else than [a-z0-9_] one '-'; at most 64
/// bytes. Empty where nothing is left, or a letter or digit of its first 64 would be lost: other names would have the same.
std::string slug(std::string_view name);
/// `[a-z0-9][a-z0-9_-]{0,63}`
bool valid_slug(std::string_view id);

/// One very room, as `pinned` (workchat/request.hpp) names it.
struct Pin {
  std::string_view id, epoch;
};
/// Nothing: it is an id, or a name. No room has a name that could be both.
std::optional<Pin> pin_of(std::string_view room);
/// The id of a pin; else the text itself.
std::string_view unpinned(std::string_view room);

}  // namespace workchat::base
