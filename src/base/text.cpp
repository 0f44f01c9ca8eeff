#include "base/text.hpp"

#include <algorithm>
#include <cstring>

#include <utf8proc.h>

#include "base/unicode.hpp"

namespace workchat::base {
namespace {

bool continues(std::uint8_t byte) {
  return (byte & 0xC0) == 0x80;
}

/// The length of the well-formed sequence that begins at `p`; 0: there is none.
std::size_t sequence_length(const std::uint8_t* p, std::size_t left) {
  const std::uint8_t lead = p[0];
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (left < length) return 0;
  // What the second byte may be keeps out overlong forms, surrogates and what lies beyond U+10FFFF.
  const std::uint8_t least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const std::uint8_t most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (p[1] < least || p[1] > most) return 0;
  if (length > 2 && !continues(p[2])) return 0;
  if (length > 3 && !continues(p[3])) return 0;
  return length;
}

bool eight_ascii(const std::uint8_t* p) {
  std::uint64_t word;
  std::memcpy(&word, p, sizeof word);
  return (word & 0x8080808080808080U) == 0;
}

constexpr char32_t braille_blank = 0x2800;

bool never_drawn(char32_t c) {
  if (is_white_space(c) || c == braille_blank) return true;
  const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
  return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF || is_ignorable(c);
}

}  // namespace

bool valid_utf8(std::string_view text) {
  const auto* p = reinterpret_cast<const std::uint8_t*>(text.data());
  for (std::size_t left = text.size(); left > 0;) {
    std::size_t length = left >= 8 && eight_ascii(p) ? 8 : sequence_length(p, left);
    if (length == 0) return false;
    p += length;
    left -= length;
  }
  return true;
}

std::int64_t count_code_points(std::string_view text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return !continues(static_cast<std::uint8_t>(c)); });
}

bool blank(std::string_view text) {
  while (!text.empty()) {
    utf8proc_int32_t code_point = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &code_point);
    if (length <= 0) break;
    if (!never_drawn(static_cast<char32_t>(code_point))) return false;
    text.remove_prefix(static_cast<std::size_t>(length));
  }
  return true;
}

bool one_character(std::string_view text) {
  const std::u32string points = decode_utf8(text);
  utf8proc_int32_t state = 0;
  for (std::size_t i = 1; i < points.size(); ++i)
    if (utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(points[i - 1]),
                                         static_cast<utf8proc_int32_t>(points[i]), &state))
      return false;
  return !blank(text);
}

}  // namespace workchat::base
