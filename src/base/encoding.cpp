#include "base/encoding.hpp"

#include <array>
#include <charconv>

namespace workchat::base {
namespace {

constexpr std::string_view base64url_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view base32_digits = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::string_view hex_digits = "0123456789abcdef";

constexpr std::uint8_t no_digit = 0xFF;

constexpr std::array<std::uint8_t, 256> base64url_values() {
  std::array<std::uint8_t, 256> values{};
  for (std::uint8_t& value : values) value = no_digit;
  for (std::size_t i = 0; i < base64url_digits.size(); ++i)
    values[static_cast<std::uint8_t>(base64url_digits[i])] = static_cast<std::uint8_t>(i);
  return values;
}

std::uint32_t byte_at(std::string_view bytes, std::size_t i) {
  return static_cast<std::uint8_t>(bytes[i]);
}

}  // namespace

std::string base64url(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bits = bits << 8 | byte_at(bytes, i);
    count += 8;
    while (count >= 6) {
      count -= 6;
      text += base64url_digits[bits >> count & 63];
    }
  }
  if (count > 0) text += base64url_digits[bits << (6 - count) & 63];
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  static constexpr auto values = base64url_values();
  const std::size_t left = text.size() % 4;
  if (left == 1) return std::nullopt;
  std::string bytes(text.size() * 3 / 4, '\0');
  char* out = bytes.data();
  std::uint32_t seen = 0;  // all values together: one that is none stands out
  const auto value = [&](std::size_t i) {
    const std::uint32_t each = values[byte_at(text, i)];
    seen |= each;
    return each;
  };
  std::size_t i = 0;
  for (; i + 4 <= text.size(); i += 4) {
    const std::uint32_t bits = value(i) << 18 | value(i + 1) << 12 | value(i + 2) << 6 | value(i + 3);
    *out++ = static_cast<char>(bits >> 16 & 0xFF);
    *out++ = static_cast<char>(bits >> 8 & 0xFF);
    *out++ = static_cast<char>(bits & 0xFF);
  }
  // Bits left over must be zero, or one value would have several texts.
  std::uint32_t over = 0;
  if (left > 0) {
    const std::uint32_t bits = value(i) << 12 | value(i + 1) << 6 | (left == 3 ? value(i + 2) : 0);
    *out++ = static_cast<char>(bits >> 10 & 0xFF);
    if (left == 3) *out++ = static_cast<char>(bits >> 2 & 0xFF);
    over = left == 3 ? bits & 3 : bits & 0x3FF;
  }
  if (seen > 63 || over != 0) return std::nullopt;
  return bytes;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string hex(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text += hex_digits[byte_at(bytes, i) >> 4];
    text += hex_digits[byte_at(bytes, i) & 15];
  }
  return text;
}

std::string base32(std::uint64_t number) {
  std::string text(13, '0');
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit, number >>= 5)
    *digit = base32_digits[number & 31];
  return text;
}

std::uint64_t fnv1a(std::string_view text, std::uint64_t seed) {
  for (const char c : text) seed = (seed ^ static_cast<std::uint8_t>(c)) * 1099511628211ULL;
  return seed;
}

std::optional<std::int64_t> to_integer(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, number);
  if (failure != std::errc{} || stop != end) return std::nullopt;
  return number;
}

}  // namespace workchat::base
