#include "server/http_guard.hpp"

#include <algorithm>
#include <array>

namespace workchat::server {
namespace {

constexpr std::size_t most_headers = 100;

constexpr std::array<bool, 256> make_token_table() {
  std::array<bool, 256> table{};
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (char c : {'!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~'}) {
    table[static_cast<std::size_t>(c)] = true;
  }
  return table;
}
constexpr std::array<bool, 256> token_table = make_token_table();

bool is_value_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
}

// Exactly "METHOD SP target SP version", so that no reader can find another target in it.
bool good_request_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return false;
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  const bool visible = std::all_of(target.begin(), target.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  return is_token(line.substr(0, first)) && !target.empty() && visible && version.size() == 8 &&
         version.substr(0, 5) == "HTTP/" && version[6] == '.';
}

}  // namespace

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return token_table[static_cast<unsigned char>(c)]; });
}

bool good_header_line(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return false;
  const std::string_view value = line.substr(colon + 1);
  return std::all_of(value.begin(), value.end(), is_value_byte);
}

std::size_t target_limit(const Limits& limits) {
  return static_cast<std::size_t>(limits.head) / 2;
}

CheckedHead check_head(std::string_view bytes, const Limits& limits) {
  const auto most = static_cast<std::size_t>(limits.head);
  std::size_t begin = 0;
  std::size_t lines = 0;
  for (;;) {
    const std::size_t lf = bytes.find('\n', begin);
    if (lf == std::string_view::npos) break;
    if (lf == begin || bytes[lf - 1] != '\r') return {HeadCheck::malformed};
    const std::string_view line = bytes.substr(begin, lf - 1 - begin);
    if (lines == 0) {
      if (line.size() > target_limit(limits) + 32) return {HeadCheck::target_too_long};
      if (!good_request_line(line)) return {HeadCheck::malformed};
    } else if (line.empty()) {
      return lf + 1 > most ? CheckedHead{HeadCheck::head_too_big} : CheckedHead{HeadCheck::complete, lf + 1};
    } else if (!good_header_line(line)) {
      return {HeadCheck::malformed};
    }
    if (++lines > most_headers + 1 || lf + 1 > most) return {HeadCheck::head_too_big};
    begin = lf + 1;
  }
  if (lines == 0 && bytes.size() > target_limit(limits) + 32) return {HeadCheck::target_too_long};
  if (bytes.size() > most) return {HeadCheck::head_too_big};
  return {};
}

}  // namespace workchat::server
