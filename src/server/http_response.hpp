#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <workchat/error.hpp>

namespace workchat::server {

/// One answer. `Content-Length`, `Date`, `Connection` and the security headers are added when it is written.
struct HttpResponse {
  int status = 200;
  std::string content_type = {};
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
};

HttpResponse json_response(int status, std::string body);
/// The error table's status, the body of protocol section 2, and the headers that belong to it.
HttpResponse error_response(const Error& error);

/// How the request wants it.
struct ResponseForm {
  bool head_only = false;  ///< HEAD: all but the body
  bool keep_alive = true;
  bool http_1_0 = false;
  bool secure = false;  ///< over TLS
};

/// The bytes of an answer. `date`: RFC 9110's, see `http_date`.
std::string write_response(const HttpResponse& response, ResponseForm form, std::string_view date);
/// The head of an answer that stays open (SSE): its body has no length and ends with the connection.
std::string write_stream_head(const HttpResponse& response, bool secure, std::string_view date);
/// "Sun, 06 Nov 1994 08:49:37 GMT"
std::string http_date(std::int64_t seconds);

std::string_view reason_of(int status);

}  // namespace workchat::server
