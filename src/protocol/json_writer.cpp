#include "protocol/json_writer.hpp"

#include <charconv>
#include <cstdint>
#include <cstring>

namespace workchat::protocol::json {

namespace {

bool plain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
}

/// The same of the eight of a word at once, by the zero-byte test of word arithmetic.
bool eight_plain(std::uint64_t word) {
  constexpr std::uint64_t ones = 0x0101010101010101U;
  constexpr std::uint64_t highs = ones << 7;
  const std::uint64_t quotes = word ^ (ones * '"');
  const std::uint64_t slashes = word ^ (ones * '\\');
  const std::uint64_t found =
      ((word - ones * 0x20) & ~word) | ((quotes - ones) & ~quotes) | ((slashes - ones) & ~slashes);
  return (found & highs) == 0;
}

template <typename Word>
Word word_at(const char* p) {
  Word word;
  std::memcpy(&word, p, sizeof word);
  return word;
}

/// How many characters at the front of a text need no escape.
std::size_t plain_front(std::string_view text) {
  const char* const p = text.data();
  const std::size_t size = text.size();
  std::size_t at = 0;
  while (at + 8 <= size && eight_plain(word_at<std::uint64_t>(p + at))) at += 8;
  if (at + 8 > size) {
    // What is left of less than a word is looked at together with letters before it.
    if (size >= 8 && eight_plain(word_at<std::uint64_t>(p + size - 8))) return size;
    const auto halves = [&] {
      return static_cast<std::uint64_t>(word_at<std::uint32_t>(p)) << 32 | word_at<std::uint32_t>(p + size - 4);
    };
    if (size >= 4 && size < 8 && eight_plain(halves())) return size;
  }
  while (at < size && plain(text[at])) ++at;
  return at;
}

void append_escape(std::string& out, char c) {
  constexpr char digits[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  out += "\\u00";
  out += digits[byte >> 4];
  out += digits[byte & 15];
}

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t front; (front = plain_front(text)) < text.size(); text.remove_prefix(front + 1)) {
    out.append(text, 0, front);
    append_escape(out, text[front]);
  }
  out.append(text);
  out += '"';
}

void Writer::begin_item() {
  if (comma_) out_ += ',';
  comma_ = true;
}

void Writer::begin_member(std::string_view key) {
  begin_item();
  append_quoted(out_, key);
  out_ += ':';
}

Writer& Writer::open_object() {
  begin_item();
  out_ += '{';
  comma_ = false;
  return *this;
}

Writer& Writer::open_list() {
  begin_item();
  out_ += '[';
  comma_ = false;
  return *this;
}

Writer& Writer::open_object(std::string_view key) {
  begin_member(key);
  out_ += '{';
  comma_ = false;
  return *this;
}

Writer& Writer::open_list(std::string_view key) {
  begin_member(key);
  out_ += '[';
  comma_ = false;
  return *this;
}

Writer& Writer::close_object() {
  out_ += '}';
  comma_ = true;
  return *this;
}

Writer& Writer::close_list() {
  out_ += ']';
  comma_ = true;
  return *this;
}

Writer& Writer::text(std::string_view key, std::string_view value) {
  begin_member(key);
  append_quoted(out_, value);
  return *this;
}

Writer& Writer::integer(std::string_view key, std::int64_t value) {
  begin_member(key);
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out_.append(digits, end);
  return *this;
}

Writer& Writer::boolean(std::string_view key, bool value) {
  begin_member(key);
  out_ += value ? "true" : "false";
  return *this;
}

Writer& Writer::raw(std::string_view key, std::string_view value) {
  begin_member(key);
  out_ += value;
  return *this;
}

Writer& Writer::item(std::string_view text) {
  begin_item();
  append_quoted(out_, text);
  return *this;
}

}  // namespace workchat::protocol::json
