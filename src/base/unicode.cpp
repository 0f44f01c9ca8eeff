#include "base/unicode.hpp"

#include <cstdlib>
#include <memory>

#include <utf8proc.h>

namespace workchat::base {
namespace {

constexpr int folded = UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;

const utf8proc_uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const utf8proc_uint8_t*>(text.data());
}

std::string map_with(std::string_view text, int options) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto length = utf8proc_map(bytes_of(text), static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                                   static_cast<utf8proc_option_t>(options));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  if (length < 0) return {};
  return std::string(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length));
}

}  // namespace

std::u32string decode_utf8(std::string_view text) {
  std::u32string code_points;
  code_points.reserve(text.size());
  while (!text.empty()) {
    utf8proc_int32_t code_point = 0;
    const auto length =
        utf8proc_iterate(bytes_of(text), static_cast<utf8proc_ssize_t>(text.size()), &code_point);
    if (length <= 0) break;
    code_points += static_cast<char32_t>(code_point);
    text.remove_prefix(static_cast<std::size_t>(length));
  }
  return code_points;
}

void append_utf8(std::string& text, char32_t code_point) {
  utf8proc_uint8_t bytes[4];
  const auto length = utf8proc_encode_char(static_cast<utf8proc_int32_t>(code_point), bytes);
  text.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
}

bool is_white_space(char32_t code_point) {
  if ((code_point >= U'\t' && code_point <= U'\r') || code_point == 0x85) return true;
  const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(code_point));
  return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
         category == UTF8PROC_CATEGORY_ZP;
}

bool is_ignorable(char32_t code_point) {
  return utf8proc_get_property(static_cast<utf8proc_int32_t>(code_point))->ignorable != 0;
}

std::string fold(std::string_view text) {
  // What is removed can bring two code points together that compose: a second round settles them. The bound
  // is for what Unicode may bring; a test shows that two rounds are enough for each code point of today.
  constexpr int most_rounds = 4;
  std::string before(text);
  for (int round = 0; round < most_rounds; ++round) {
    std::string after = map_with(before, folded | UTF8PROC_COMPOSE);
    if (after == before) break;
    before = std::move(after);
  }
  return before;
}

std::string fold_bare(std::string_view text) {
  return map_with(text, folded | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK);
}

}  // namespace workchat::base
