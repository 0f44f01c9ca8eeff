#include <algorithm>

#include <utf8proc.h>

#include "base/scripts.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"

namespace workchat::base {
namespace {

constexpr std::size_t slug_most = 64;

Error refusal(std::string message) {
  Error error;
  error.code = Errc::invalid;
  error.message = std::move(message);
  error.field = "username";
  return error;
}

/// Folding removes them, but a name is shown as it was written: these are not seen, or turn around what stands
/// after them.
bool is_hidden(char32_t c) {
  return is_ignorable(c) || utf8proc_category(static_cast<utf8proc_int32_t>(c)) == UTF8PROC_CATEGORY_CF;
}

/// Joins or parts the letters beside it, as Persian and Indic writing and many emoji need it.
bool is_joiner(char32_t c) {
  constexpr char32_t mongolian_vowel_separator = 0x180E;
  return c == 0x200C || c == 0x200D || c == mongolian_vowel_separator;
}

/// Chooses a form of the character before it.
bool is_selector(char32_t c) {
  return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF) || (c >= 0x180B && c <= 0x180F);
}

/// Sets apart what is drawn beside other text, by who knows of it.
bool is_annotation(char32_t c) {
  return c >= 0xFFF9 && c <= 0xFFFB;
}

/// Spells, behind a black flag, whose flag it is.
bool is_tag(char32_t c) {
  return c >= 0xE0020 && c <= 0xE007F;
}

bool breaks_line(char32_t c) {
  const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
  const bool turns = c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
                     (c >= 0x2066 && c <= 0x2069);
  return turns || category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_ZL ||
         category == UTF8PROC_CATEGORY_ZP;
}

enum class Kind { letter_or_digit, mark, punctuation, other };

Kind kind_of(char32_t c) {
  if (c == U'.' || c == U'_' || c == U'-') return Kind::punctuation;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND: return Kind::letter_or_digit;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC: return Kind::mark;
    default: return Kind::other;
  }
}

/// Words of letters, digits and the marks on them, with punctuation anywhere; at least one word.
bool well_formed_name(std::u32string_view name) {
  bool in_word = false;
  bool has_word = false;
  for (const char32_t c : name) {
    const Kind kind = kind_of(c);
    if (kind == Kind::other || (kind == Kind::mark && !in_word)) return false;
    in_word = kind != Kind::punctuation;
    has_word = has_word || in_word;
  }
  return has_word;
}

bool is_slug_letter(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9');
}

/// The key of a name of ASCII letters, digits and punctuation, which folds to its small letters; empty: another name.
std::string ascii_key(std::string_view name) {
  std::string key(name);
  bool has_word = false;
  for (char& c : key) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    const bool letter_or_digit = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!letter_or_digit && c != '.' && c != '_' && c != '-') return {};
    has_word = has_word || letter_or_digit;
  }
  return has_word ? key : std::string();
}

}  // namespace

Result<std::string> name_key(std::string_view name, std::int64_t most) {
  if (name.empty()) return refusal("a name has at least one character");
  if (!valid_utf8(name)) return refusal("not UTF-8");
  const auto too_long = [most] { return refusal("a name has at most " + std::to_string(most) + " characters"); };
  if (count_code_points(name) > most) return too_long();
  if (std::string key = ascii_key(name); !key.empty()) return key;
  const std::u32string given = decode_utf8(name);
  if (std::any_of(given.begin(), given.end(), is_hidden))
    return refusal("a name has no characters that are not seen");

  std::string key = fold(name);
  const std::u32string letters = decode_utf8(key);
  if (static_cast<std::int64_t>(letters.size()) > most) return too_long();
  if (!well_formed_name(letters)) return refusal("a name is made of letters, digits, '.', '_' and '-'");
  if (!one_script(letters)) return refusal("the letters of a name are of one script");
  return key;
}

bool one_line(std::string_view text) {
  const std::u32string letters = decode_utf8(text);
  return std::none_of(letters.begin(), letters.end(), breaks_line);
}

bool all_seen(std::string_view text) {
  constexpr char32_t black_flag = 0x1F3F4;
  enum { nothing, drawn, flag, selected, joined } before = nothing;
  for (const char32_t c : decode_utf8(text)) {
    const bool shapes_it = before == drawn || before == flag;
    if (is_joiner(c)) {
      if (!shapes_it && before != selected) return false;
      before = joined;
    } else if (is_selector(c)) {
      if (!shapes_it) return false;
      before = selected;
    } else if (is_tag(c)) {
      if (before != flag) return false;
    } else if (is_ignorable(c) || is_annotation(c)) {
      return false;
    } else if (is_white_space(c)) {
      if (before == joined) return false;
      before = nothing;
    } else {
      before = c == black_flag ? flag : drawn;
    }
  }
  return before != joined;
}

std::string room_key(std::string_view name) {
  std::string key;
  for (const char32_t c : decode_utf8(fold(name))) {
    if (!is_white_space(c))
      append_utf8(key, c);
    else if (!key.empty() && key.back() != ' ')
      key += ' ';
  }
  if (!key.empty() && key.back() == ' ') key.pop_back();
  return key;
}

std::string slug(std::string_view name) {
  std::string id;
  for (const char32_t c : decode_utf8(fold_bare(name))) {
    if (is_slug_letter(c) || (c == U'_' && !id.empty()))
      id += static_cast<char>(c);
    else if (kind_of(c) == Kind::letter_or_digit)
      return {};
    else if (!id.empty() && id.back() != '-')
      id += '-';
    if (id.size() == slug_most) break;
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id;
}

bool valid_slug(std::string_view id) {
  return !id.empty() && id.size() <= slug_most && is_slug_letter(static_cast<unsigned char>(id[0])) &&
         std::all_of(id.begin(), id.end(), [](unsigned char c) { return is_slug_letter(c) || c == '_' || c == '-'; });
}

std::optional<Pin> pin_of(std::string_view room) {
  constexpr std::size_t epoch_least = 14;  // 'e' and 13 characters, or more of them (the stores')
  const std::size_t at = room.find('@');
  if (at == std::string_view::npos) return std::nullopt;
  const Pin pin{room.substr(0, at), room.substr(at + 1)};
  const bool epoch = pin.epoch.size() >= epoch_least && pin.epoch.front() == 'e' && valid_slug(pin.epoch);
  return epoch && valid_slug(pin.id) ? std::optional(pin) : std::nullopt;
}

std::string_view unpinned(std::string_view room) {
  const auto pin = pin_of(room);
  return pin ? pin->id : room;
}

}  // namespace workchat::base
