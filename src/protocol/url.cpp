#include "protocol/url.hpp"

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "protocol/read.hpp"
#include "protocol/refuse.hpp"

namespace workchat::protocol {

namespace {

/// What stands before the separator; the rest stays, the separator goes.
std::string_view take(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view first = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return first;
}

bool walks(std::string_view segment) {
  return segment == "." || segment == "..";
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += plus_is_space && text[at] == '+' ? ' ' : text[at];
      continue;
    }
    if (text.size() - at < 3) return std::nullopt;
    const int high = base::hex_digit(text[at + 1]);
    const int low = base::hex_digit(text[at + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    at += 2;
  }
  if (!base::valid_utf8(out)) return std::nullopt;
  return out;
}

Result<std::vector<std::string>> split_path(std::string_view path) {
  const Error nowhere = refuse(Errc::not_found, "There is no such path.");
  if (path.empty() || path.front() != '/') return nowhere;
  path.remove_prefix(1);
  std::vector<std::string> segments;
  if (path.empty()) return segments;
  for (bool more = true; more;) {
    more = path.find('/') != std::string_view::npos;
    const auto segment = percent_decode(take(path, '/'), false);
    if (!segment || walks(*segment) || segment->find('\0') != std::string::npos) return nowhere;
    segments.push_back(*segment);
  }
  return segments;
}

Result<Pairs> read_pairs(std::string_view text) {
  Pairs pairs;
  while (!text.empty()) {
    std::string_view value = take(text, '&');
    if (value.empty()) continue;
    auto name = percent_decode(take(value, '='), true);
    auto decoded = percent_decode(value, true);
    if (!name || !decoded) return refuse(Errc::bad_request, "A query or form has a broken escape.");
    pairs.emplace_back(std::move(*name), std::move(*decoded));
  }
  return pairs;
}

std::string query_value(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    std::string_view value = take(query, '&');
    if (percent_decode(take(value, '='), true) != std::string(name)) continue;
    return percent_decode(value, true).value_or(std::string());
  }
  return {};
}

}  // namespace workchat::protocol
