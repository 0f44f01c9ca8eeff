#pragma once

#include <cstddef>
#include <string_view>

#include <workchat/limits.hpp>

namespace workchat::server {

/// What a strict look at the raw bytes says of a request head, before any parser may believe it.
enum class HeadCheck {
  incomplete,  ///< good so far, the end is not there yet
  complete,
  malformed,        ///< 400: every way two readers could disagree about where a request ends
  head_too_big,     ///< 431
  target_too_long,  ///< 414
};

struct CheckedHead {
  HeadCheck what = HeadCheck::incomplete;
  std::size_t size = 0;  ///< of a complete head, its empty line included
};

/// Only CRLF ends a line, no folding, only token characters in names, no control characters in values.
CheckedHead check_head(std::string_view bytes, const Limits& limits);

/// The longest request target that is read: half of what a head may have.
std::size_t target_limit(const Limits& limits);

/// The same rules for one header (or trailer) line, without its CRLF.
bool good_header_line(std::string_view line);

/// RFC 9110, section 5.6.2.
bool is_token(std::string_view text);
/// RFC 3986: a name or an address, and perhaps a port; a Host header's value may also be empty.
bool good_host(std::string_view text);

}  // namespace workchat::server
