#include "protocol/json_writer.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <utility>

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

constexpr std::size_t longest_escape = 6;

/// Returns where the next character goes.
char* write_escape(char* to, char c) {
  constexpr char digits[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  *to++ = '\\';
  switch (c) {
    case '"':
    case '\\': *to++ = c; return to;
    case '\n': *to++ = 'n'; return to;
    case '\r': *to++ = 'r'; return to;
    case '\t': *to++ = 't'; return to;
    default: break;
  }
  for (const char each : {'u', '0', '0', digits[byte >> 4], digits[byte & 15]}) *to++ = each;
  return to;
}

void append_quoted(Scratch& out, std::string_view text) {
  out.push_back('"');
  for (std::size_t front; (front = plain_front(text)) < text.size(); text.remove_prefix(front + 1)) {
    char* const to = out.room(front + longest_escape);
    out.end_at(write_escape(to + text.copy(to, front), text[front]));
  }
  char* const to = out.room(text.size() + 1);
  char* const end = to + text.copy(to, text.size());
  *end = '"';
  out.end_at(end + 1);
}

constexpr std::size_t kept = 32768;  // bytes, by a thread
thread_local std::unique_ptr<char[]> spare;

}  // namespace

Scratch::Scratch() : bytes_(spare ? std::move(spare) : std::unique_ptr<char[]>(new char[kept])), capacity_(kept) {}

Scratch::~Scratch() {
  if (bytes_ && capacity_ == kept) spare = std::move(bytes_);
}

void Scratch::grow(std::size_t more) {
  const std::size_t capacity = std::max(2 * capacity_, size_ + more);
  std::unique_ptr<char[]> grown(new char[capacity]);
  std::memcpy(grown.get(), bytes_.get(), size_);
  bytes_ = std::move(grown);
  capacity_ = capacity;
}

std::string quoted(std::string_view text) {
  Scratch out;
  append_quoted(out, text);
  return std::string(out.text());
}

void Writer::begin_item() {
  if (comma_) out_.push_back(',');
  comma_ = true;
}

void Writer::begin_member(std::string_view key) {
  begin_item();
  append_quoted(out_, key);
  out_.push_back(':');
}

Writer& Writer::open_object() {
  begin_item();
  out_.push_back('{');
  comma_ = false;
  return *this;
}

Writer& Writer::open_list() {
  begin_item();
  out_.push_back('[');
  comma_ = false;
  return *this;
}

Writer& Writer::open_object(std::string_view key) {
  begin_member(key);
  out_.push_back('{');
  comma_ = false;
  return *this;
}

Writer& Writer::open_list(std::string_view key) {
  begin_member(key);
  out_.push_back('[');
  comma_ = false;
  return *this;
}

Writer& Writer::close_object() {
  out_.push_back('}');
  comma_ = true;
  return *this;
}

Writer& Writer::close_list() {
  out_.push_back(']');
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
  constexpr std::size_t longest = 20;
  char* const to = out_.room(longest);
  out_.end_at(std::to_chars(to, to + longest, value).ptr);
  return *this;
}

Writer& Writer::boolean(std::string_view key, bool value) {
  begin_member(key);
  out_.append(value ? "true" : "false");
  return *this;
}

Writer& Writer::raw(std::string_view key, std::string_view value) {
  begin_member(key);
  out_.append(value);
  return *this;
}

Writer& Writer::item(std::string_view text) {
  begin_item();
  append_quoted(out_, text);
  return *this;
}

}  // namespace workchat::protocol::json
