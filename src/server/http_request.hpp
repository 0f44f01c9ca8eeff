#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <workchat/result.hpp>

namespace workchat::server {

/// What an HTTP request is refused with before it reaches a route.
struct HttpRefusal {
  int status = 400;
  Errc code = Errc::bad_request;
  std::string message = {};
  bool to_head = false;  ///< of a HEAD request, whose answer has no body
};

/// One request, as it was understood.
struct HttpRequest {
  std::string method;
  std::string path;   ///< still percent-encoded
  std::string query;  ///< still percent-encoded, without the '?'
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  bool http_1_0 = false;
  bool keep_alive = false;
  bool upgrade = false;  ///< asks for another protocol on this connection
  bool chunked = false;
  bool expects_continue = false;
  std::uint64_t content_length = 0;

  /// The value of the first header of this name, empty where there is none.
  std::string_view header(std::string_view name) const;
  /// All values of this name, joined by ", " (RFC 9110, section 5.3).
  std::string all(std::string_view name) const;
  std::size_t count(std::string_view name) const;
};

/// ASCII only, as HTTP wants it.
bool same_word(std::string_view left, std::string_view right);
/// Whether a comma-separated list has this token.
bool list_has(std::string_view list, std::string_view token);
/// Without white space around it.
std::string_view trimmed(std::string_view text);

}  // namespace workchat::server
