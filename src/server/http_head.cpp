#include "server/http_head.hpp"
#include "server/http_guard.hpp"

#include <http_parser.h>

#include <algorithm>
#include <array>

#include "base/encoding.hpp"

namespace workchat::server {
namespace {

// http_parser gives a name and a value in pieces; a name after a value begins a new header.
struct Collector {
  HttpRequest& request;
  std::string target = {};
  bool in_value = true;
};

Collector& collector_of(http_parser* parser) {
  return *static_cast<Collector*>(parser->data);
}

int on_url(http_parser* parser, const char* at, std::size_t length) {
  collector_of(parser).target.append(at, length);
  return 0;
}

int on_field(http_parser* parser, const char* at, std::size_t length) {
  Collector& collector = collector_of(parser);
  if (collector.in_value) collector.request.headers.emplace_back();
  collector.in_value = false;
  collector.request.headers.back().first.append(at, length);
  return 0;
}

int on_value(http_parser* parser, const char* at, std::size_t length) {
  Collector& collector = collector_of(parser);
  collector.in_value = true;
  collector.request.headers.back().second.append(at, length);
  return 0;
}

int on_headers_complete(http_parser*) {
  return 1;  // the body is taken apart by us
}

const http_parser_settings& settings() {
  static const http_parser_settings made = [] {
    http_parser_settings callbacks;
    http_parser_settings_init(&callbacks);
    callbacks.on_url = on_url;
    callbacks.on_header_field = on_field;
    callbacks.on_header_value = on_value;
    callbacks.on_headers_complete = on_headers_complete;
    return callbacks;
  }();
  return made;
}

bool known_method(std::string_view method) {
  static constexpr std::array<std::string_view, 8> known = {"GET",   "HEAD",   "POST",    "PUT",
                                                            "PATCH", "DELETE", "OPTIONS", "TRACE"};
  return std::find(known.begin(), known.end(), method) != known.end();
}

bool refuse(HttpRefusal& refusal, std::string message) {
  refusal = {400, Errc::bad_request, std::move(message)};
  return false;
}

void set_host(HttpRequest& request, const std::string& host) {
  for (auto& [name, value] : request.headers) {
    if (same_word(name, "Host")) value = host;
  }
  if (request.count("Host") == 0) request.headers.emplace_back("Host", host);
}

bool needs_no_escape(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

// RFC 3986, section 6.2.2.2: an escape of a character that needs none is that character. A broken one is refused by whoever
// reads the path, and so must not become whole here.
std::string without_needless_escapes(std::string_view path) {
  std::string plain;
  while (!path.empty()) {
    const std::size_t escape = std::min(path.find('%'), path.size());
    plain += path.substr(0, escape);
    path.remove_prefix(escape);
    if (path.size() < 3 || base::hex_digit(path[1]) < 0 || base::hex_digit(path[2]) < 0) break;
    const char c = static_cast<char>(base::hex_digit(path[1]) * 16 + base::hex_digit(path[2]));
    if (needs_no_escape(c)) plain += c;
    else plain += path.substr(0, 3);
    path.remove_prefix(3);
  }
  return plain.append(path);
}

// Origin form, "*" of OPTIONS, or absolute form, whose authority then stands for the Host header.
bool split_target(std::string target, HttpRequest& request, HttpRefusal& refusal) {
  for (std::string_view scheme : {"http://", "https://"}) {
    if (!same_word(std::string_view(target).substr(0, scheme.size()), scheme)) continue;
    const std::size_t path = std::min(target.find_first_of("/?", scheme.size()), target.size());
    const std::string host = target.substr(scheme.size(), path - scheme.size());
    if (host.empty() || !good_host(host)) return refuse(refusal, "no host in the target");
    set_host(request, host);
    target.erase(0, path);
    if (target.empty() || target[0] == '?') target.insert(0, 1, '/');
    break;
  }
  const bool asterisk = target == "*" && request.method == "OPTIONS";
  if ((target.empty() || target[0] != '/') && !asterisk) return refuse(refusal, "not a request target");
  if (target.find('#') != std::string::npos) return refuse(refusal, "a fragment in the target");
  const std::size_t question = std::min(target.find('?'), target.size());
  request.path = without_needless_escapes(std::string_view(target).substr(0, question));
  request.query = question < target.size() ? target.substr(question + 1) : std::string();
  return true;
}

// A length beyond any limit is still a length: it stays at a number that is too large as well.
bool read_length(std::string_view text, std::uint64_t& length) {
  constexpr std::uint64_t beyond_any_limit = std::uint64_t{1} << 59;
  if (text.empty()) return false;
  length = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return false;
    length = std::min(length * 10 + static_cast<std::uint64_t>(c - '0'), beyond_any_limit);
  }
  return true;
}

// Where the body ends must be said once and in one way.
bool read_framing(HttpRequest& request, HttpRefusal& refusal) {
  const std::size_t lengths = request.count("Content-Length");
  const std::size_t codings = request.count("Transfer-Encoding");
  if (lengths + codings > 1) return refuse(refusal, "the length of the body is said twice");
  if (codings == 1) {
    if (request.http_1_0 || !same_word(request.header("Transfer-Encoding"), "chunked")) {
      return refuse(refusal, "a transfer coding that is not served");
    }
    request.chunked = true;
  }
  if (lengths == 1 && !read_length(request.header("Content-Length"), request.content_length)) {
    return refuse(refusal, "not a length");
  }
  return true;
}

bool read_host(const HttpRequest& request, HttpRefusal& refusal) {
  const std::size_t hosts = request.count("Host");
  if (hosts > 1 || (hosts == 0 && !request.http_1_0)) return refuse(refusal, "one Host header is needed");
  return good_host(request.header("Host")) || refuse(refusal, "not a host");
}

// Of these a second one would only be there to be read by somebody else.
bool read_singles(const HttpRequest& request, HttpRefusal& refusal) {
  for (std::string_view name : {"Authorization", "Content-Type", "Expect", "Origin"}) {
    if (request.count(name) > 1) return refuse(refusal, std::string(name) + " is said twice");
  }
  return true;
}

bool read_expect(HttpRequest& request, HttpRefusal& refusal) {
  const std::string_view expect = request.header("Expect");
  if (expect.empty() || request.http_1_0) return true;
  if (!same_word(expect, "100-continue")) {
    refusal = {417, Errc::bad_request, "an expectation that is not met"};
    return false;
  }
  request.expects_continue = true;
  return true;
}

// RFC 9110, section 2.5: a later minor version is one of 1.1's readers too.
bool read_version(std::string_view head, HttpRequest& request, HttpRefusal& refusal) {
  const std::string_view version = head.substr(head.find("\r\n") - 8, 8);
  request.http_1_0 = version == "HTTP/1.0";
  if (version[5] == '1') return true;
  refusal = {505, Errc::bad_request, "HTTP/1.1 is spoken here"};
  return false;
}

}  // namespace

bool parse_head(std::string_view head, HttpRequest& request, HttpRefusal& refusal) {
  if (!read_version(head, request, refusal)) return false;
  request.method = head.substr(0, head.find(' '));
  if (!known_method(request.method)) {
    refusal = {405, Errc::method_not_allowed, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"};
    return false;
  }

  constexpr std::size_t usual_headers = 16;
  request.headers.reserve(usual_headers);
  Collector collector{request};
  http_parser parser;
  http_parser_init(&parser, HTTP_REQUEST);
  parser.data = &collector;
  const std::size_t parsed = http_parser_execute(&parser, &settings(), head.data(), head.size());
  if (HTTP_PARSER_ERRNO(&parser) != HPE_OK || parsed != head.size()) {
    return refuse(refusal, "not an HTTP request");
  }
  for (auto& [name, value] : request.headers) value = trimmed(value);
  if (!read_host(request, refusal) || !split_target(std::move(collector.target), request, refusal) ||
      !read_framing(request, refusal) || !read_singles(request, refusal) || !read_expect(request, refusal)) {
    return false;
  }
  const std::string connection = request.all("Connection");
  request.keep_alive =
      !list_has(connection, "close") && (!request.http_1_0 || list_has(connection, "keep-alive"));
  request.upgrade = !request.http_1_0 && list_has(connection, "upgrade") && request.count("Upgrade") > 0;
  return true;
}

}  // namespace workchat::server
