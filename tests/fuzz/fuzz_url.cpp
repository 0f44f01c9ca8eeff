#include <string>

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "fuzz/fuzz.hpp"
#include "protocol/read.hpp"
#include "protocol/url.hpp"
#include "server/callers.hpp"

// Paths, queries, cookies and origins, as they come from outside.
namespace workchat::fuzz {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) out += "%" + base::hex({&c, 1});
  return out;
}

void percent(std::string_view text) {
  const auto decoded = protocol::percent_decode(text, true);
  if (!decoded) return;
  expect(base::valid_utf8(*decoded), "what is decoded is UTF-8");
  expect(protocol::percent_decode(escaped(*decoded), true) == decoded,
         "what was decoded can be escaped again");
}

void path(std::string_view text) {
  const auto segments = protocol::split_path(text);
  if (!segments) return expect(segments.error().code == Errc::not_found, "a bad path is not found");
  std::string again;
  for (const std::string& segment : *segments) {
    expect(segment != "." && segment != "..", "a path does not walk");
    expect(base::valid_utf8(segment) && segment.find('\0') == std::string::npos, "a segment is a text");
    again += "/" + escaped(segment);
  }
  const auto same = protocol::split_path(again.empty() ? "/" : again);
  expect(same.ok() && *same == *segments, "a path that was split can be put together again");
}

void query(std::string_view text) {
  const auto pairs = protocol::read_pairs(text);
  if (!pairs) return;
  for (const auto& [name, value] : *pairs) {
    expect(base::valid_utf8(name) && base::valid_utf8(value), "a query is UTF-8");
    if (name.empty()) continue;
    std::string first;
    for (auto pair = pairs->rbegin(); pair != pairs->rend(); ++pair)
      if (pair->first == name) first = pair->second;
    expect_same(protocol::query_value(text, name), first, "both readers of a query find the same");
  }
}

void cookie(std::string_view text) {
  server::HttpRequest request;
  request.headers = {{"cookie", std::string(text)}, {"Cookie", "other=1; session_id=last"}};
  const std::string value(server::cookie_value(request, "session_id"));
  expect(value.find(';') == std::string::npos, "a cookie's value ends before the next");
  const bool own = std::string_view(text).find("session_id=") != std::string_view::npos;
  if (!own) expect_same(value, "last", "a cookie is found in each header");
  const std::string set = server::session_cookie(base::base64url(text), 1, true);
  server::HttpRequest back;
  back.headers = {{"Cookie", set.substr(0, set.find(';'))}};
  expect_same(server::cookie_value(back, "session_id"), base::base64url(text),
              "a cookie that was set comes back");
}

void origin(std::string_view text, Choices& choices) {
  server::HttpRequest request;
  const std::string host = choices.yes() ? "chat.example:8000" : std::string(text);
  request.headers = {{"Host", host}, {"Origin", std::string(text)}};
  server::Origin from;
  from.secure = choices.yes();
  const bool foreign = server::from_foreign_site(request, from);
  const std::string own = "://" + host;
  const bool ends =
      text.size() >= own.size() && server::same_word(text.substr(text.size() - own.size()), own);
  if (!text.empty() && !foreign) {
    expect(ends, "an origin of our own ends with our host");
    expect(!from.secure || text.substr(0, 5) == "https", "over TLS a page that came in plain is foreign");
  }
  request.headers[1].second = "https://" + host;
  expect(host.empty() || !server::from_foreign_site(request, from), "our own origin is not foreign");
  request.headers[1] = {"Sec-Fetch-Site", std::string(text)};
  const bool same = text.empty() || server::same_word(text, "same-origin") || server::same_word(text, "none");
  expect(server::from_foreign_site(request, from) != same, "a foreign site is foreign");
}

}  // namespace
}  // namespace workchat::fuzz

using namespace workchat::fuzz;

FUZZ_TARGET(url) {
  Choices choices(input);
  const std::size_t kind = choices.below(5);
  Choices more(input);
  const std::string_view text = choices.rest();
  if (kind == 0)
    percent(text);
  else if (kind == 1)
    path(text);
  else if (kind == 2)
    query(text);
  else if (kind == 3)
    cookie(text);
  else
    origin(text, more);
}
