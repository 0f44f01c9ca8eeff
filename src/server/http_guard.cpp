#include "server/http_guard.hpp"

#include <algorithm>
#include <array>

namespace workchat::server {
namespace {

constexpr std::size_t most_headers = 100;
constexpr std::size_t around_target = 32;  // a method, a version and two spaces

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

constexpr std::array<bool, 256> make_value_table() {
  std::array<bool, 256> table{};
  for (std::size_t c = 0x20; c < table.size(); ++c) table[c] = c != 0x7f;
  table['\t'] = true;
  return table;
}
constexpr std::array<bool, 256> value_table = make_value_table();

bool all_in(const std::array<bool, 256>& table, std::string_view text) {
  bool all = true;
  for (const char c : text) all &= table[static_cast<unsigned char>(c)];
  return all;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_name_byte(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("-._~%!$&'()*+;=").find(c) != std::string_view::npos;
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
         version.substr(0, 5) == "HTTP/" && is_digit(version[5]) && version[6] == '.' && is_digit(version[7]);
}

std::size_t target_size(std::string_view line) {
  return line.rfind(' ') - line.find(' ') - 1;
}

}  // namespace

bool is_token(std::string_view text) {
  return !text.empty() && all_in(token_table, text);
}

bool good_host(std::string_view text) {
  std::size_t end = std::min(text.find(':'), text.size());
  if (!text.empty() && text[0] == '[') {
    end = std::min(text.find(']'), text.size() - 1) + 1;
    const std::string_view address = text.substr(1, end - 2);
    if (text[end - 1] != ']' || address.find(':') == std::string_view::npos) return false;
    if (!std::all_of(address.begin(), address.end(),
                     [](char c) { return is_hex(c) || c == ':' || c == '.'; }))
      return false;
  } else if (!std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), is_name_byte)) {
    return false;
  }
  const std::string_view port = text.substr(end);
  return port.empty() ||
         (port[0] == ':' && port.size() <= 6 && std::all_of(port.begin() + 1, port.end(), is_digit));
}

bool good_header_line(std::string_view line) {
  const std::size_t colon = line.find(':');
  return colon != std::string_view::npos && is_token(line.substr(0, colon)) &&
         all_in(value_table, line.substr(colon + 1));
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
      if (line.size() > target_limit(limits) + around_target) return {HeadCheck::target_too_long};
      if (!good_request_line(line)) return {HeadCheck::malformed};
      if (target_size(line) > target_limit(limits)) return {HeadCheck::target_too_long};
    } else if (line.empty()) {
      return lf + 1 > most ? CheckedHead{HeadCheck::head_too_big} : CheckedHead{HeadCheck::complete, lf + 1};
    } else if (!good_header_line(line)) {
      return {HeadCheck::malformed};
    }
    if (++lines > most_headers + 1 || lf + 1 > most) return {HeadCheck::head_too_big};
    begin = lf + 1;
  }
  if (lines == 0 && bytes.size() > target_limit(limits) + around_target) return {HeadCheck::target_too_long};
  if (bytes.size() > most) return {HeadCheck::head_too_big};
  return {};
}

}  // namespace workchat::server
