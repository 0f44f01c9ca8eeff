#include "auth/json_object.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"

namespace workchat::auth {

/// Reads from the front of `rest_`; each function says whether it could.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : rest_(text) {}

  bool whole(JsonObject& object) {
    skip_space();
    if (!members(object, 1)) return false;
    skip_space();
    return rest_.empty();
  }

 private:
  using Value = JsonObject::Value;

  bool members(JsonObject& object, int depth) {
    if (depth > JsonObject::most_depth || !take('{')) return false;
    skip_space();
    if (take('}')) return true;
    constexpr std::size_t usual_members = 8;
    object.members_.reserve(usual_members);
    do {
      std::string name;
      Value value;
      skip_space();
      if (!string(name) || object.has(name)) return false;
      skip_space();
      if (!take(':') || !any(value, depth)) return false;
      object.members_.emplace_back(std::move(name), std::move(value));
    } while (take(','));
    return take('}');
  }

  bool elements(int depth) {
    if (depth > JsonObject::most_depth || !take('[')) return false;
    skip_space();
    if (take(']')) return true;
    do {
      Value ignored;
      if (!any(ignored, depth)) return false;
    } while (take(','));
    return take(']');
  }

  /// A value, and the white space around it.
  bool any(Value& value, int depth) {
    skip_space();
    const bool read = one(value, depth);
    skip_space();
    return read;
  }

  bool one(Value& value, int depth) {
    if (rest_.empty()) return false;
    switch (rest_.front()) {
      case '"': return string(value.emplace<std::string>());
      case '{': {
        JsonObject nested;
        return members(nested, depth + 1);
      }
      case '[': return elements(depth + 1);
      case 't': return take_word("true");
      case 'f': return take_word("false");
      case 'n': return take_word("null");
      default: return number(value);
    }
  }

  bool number(Value& value) {
    const std::string_view begin = rest_;
    take('-');
    if (!take('0') && !digits()) return false;
    bool whole = true;
    if (take('.')) {
      whole = false;
      if (!digits()) return false;
    }
    if (take('e') || take('E')) {
      whole = false;
      if (!take('+')) take('-');
      if (!digits()) return false;
    }
    if (const auto integer = base::to_integer(begin.substr(0, begin.size() - rest_.size())); whole && integer)
      value = *integer;
    return true;
  }

  bool digits() {
    const std::size_t count = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    rest_.remove_prefix(count);
    return count > 0;
  }

  bool string(std::string& text) {
    if (!take('"')) return false;
    for (;;) {
      const auto plain = [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; };
      const auto end = std::find_if_not(rest_.begin(), rest_.end(), plain);
      text.append(rest_.begin(), end);
      rest_.remove_prefix(static_cast<std::size_t>(end - rest_.begin()));
      if (take('"')) return true;
      if (!take('\\') || !escape(text)) return false;
    }
  }

  bool escape(std::string& text) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (rest_.empty()) return false;
    const char letter = rest_.front();
    rest_.remove_prefix(1);
    if (letter == 'u') return code_point(text);
    const std::size_t which = letters.find(letter);
    if (which == std::string_view::npos) return false;
    text += meanings[which];
    return true;
  }

  /// After "\u": one UTF-16 unit, or two that belong together.
  bool code_point(std::string& text) {
    const auto first = unit();
    if (!first || (*first >= 0xDC00 && *first <= 0xDFFF)) return false;
    char32_t c = *first;
    if (c >= 0xD800 && c <= 0xDBFF) {
      if (!take('\\') || !take('u')) return false;
      const auto second = unit();
      if (!second || *second < 0xDC00 || *second > 0xDFFF) return false;
      c = 0x10000 + ((c - 0xD800) << 10) + (*second - 0xDC00);
    }
    base::append_utf8(text, c);
    return true;
  }

  std::optional<char32_t> unit() {
    if (rest_.size() < 4) return std::nullopt;
    char32_t value = 0;
    for (const char c : rest_.substr(0, 4)) {
      const std::size_t digit = std::string_view("0123456789abcdef0123456789ABCDEF").find(c);
      if (digit == std::string_view::npos) return std::nullopt;
      value = value << 4 | static_cast<char32_t>(digit & 15);
    }
    rest_.remove_prefix(4);
    return value;
  }

  void skip_space() {
    while (take(' ') || take('\t') || take('\r') || take('\n')) continue;
  }

  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool take_word(std::string_view word) {
    if (rest_.substr(0, word.size()) != word) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  std::string_view rest_;
};

std::optional<JsonObject> JsonObject::read(std::string_view text) {
  JsonObject object;
  if (!base::valid_utf8(text) || !JsonReader(text).whole(object)) return std::nullopt;
  return object;
}

const JsonObject::Value* JsonObject::find(std::string_view name) const {
  for (const auto& [member, value] : members_)
    if (member == name) return &value;
  return nullptr;
}

const std::string* JsonObject::text(std::string_view name) const {
  return std::get_if<std::string>(find(name));
}

const std::int64_t* JsonObject::integer(std::string_view name) const {
  return std::get_if<std::int64_t>(find(name));
}

std::string quoted(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      json += "\\u00" + base::hex({&c, 1});
    } else {
      if (c == '"' || c == '\\') json += '\\';
      json += c;
    }
  }
  json += '"';
  return json;
}

}  // namespace workchat::auth
