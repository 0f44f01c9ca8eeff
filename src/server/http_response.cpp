#include "server/http_response.hpp"

#include <ctime>

#include "protocol/write.hpp"

namespace workchat::server {
namespace {

constexpr std::string_view security_headers =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "X-Frame-Options: DENY\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()\r\n";

// Who came by TLS once comes by it always: plain is answered on the same port.
constexpr std::string_view strict_transport = "Strict-Transport-Security: max-age=31536000\r\n";

// Answers of the API are nobody's to keep, and are no documents.
constexpr std::string_view api_policy = "default-src 'none'; frame-ancestors 'none'";

bool has_header(const HttpResponse& response, std::string_view name) {
  for (const auto& header : response.headers) {
    if (header.first == name) return true;
  }
  return false;
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  out += value;
  out += "\r\n";
}

void append_common(std::string& out, const HttpResponse& response, bool secure, std::string_view date) {
  out += "HTTP/1.1 ";
  out += std::to_string(response.status);
  out += ' ';
  out += reason_of(response.status);
  out += "\r\n";
  append_header(out, "Date", date);
  if (!response.content_type.empty()) append_header(out, "Content-Type", response.content_type);
  for (const auto& [name, value] : response.headers) append_header(out, name, value);
  if (response.status == 101) return;
  if (!has_header(response, "Cache-Control")) append_header(out, "Cache-Control", "no-store");
  if (!has_header(response, "Content-Security-Policy"))
    append_header(out, "Content-Security-Policy", api_policy);
  out += security_headers;
  if (secure) out += strict_transport;
}

}  // namespace

std::string_view reason_of(int status) {
  switch (status) {
    case 101: return "Switching Protocols";
    case 200: return "OK";
    case 201: return "Created";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 423: return "Locked";
    case 426: return "Upgrade Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Unknown";
  }
}

HttpResponse json_response(int status, std::string body) {
  return {status, "application/json", std::move(body)};
}

HttpResponse error_response(const Error& error) {
  HttpResponse response = json_response(describe(error.code).http_status, protocol::write_error_body(error));
  if (error.code == Errc::rate_limited) {
    response.headers.emplace_back("Retry-After", std::to_string((error.retry_ms + 999) / 1000));
  }
  if (error.code == Errc::method_not_allowed) response.headers.emplace_back("Allow", error.message);
  if (error.code == Errc::unauthenticated) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

std::string write_response(const HttpResponse& response, ResponseForm form, std::string_view date) {
  std::string out;
  out.reserve(512 + (form.head_only ? 0 : response.body.size()));
  append_common(out, response, form.secure, date);
  if (response.status != 204 && response.status != 304 && response.status != 101) {
    append_header(out, "Content-Length", std::to_string(response.body.size()));
  }
  if (!form.keep_alive) append_header(out, "Connection", "close");
  if (form.keep_alive && form.http_1_0) append_header(out, "Connection", "keep-alive");
  out += "\r\n";
  if (!form.head_only) out += response.body;
  return out;
}

std::string write_stream_head(const HttpResponse& response, bool secure, std::string_view date) {
  std::string out;
  append_common(out, response, secure, date);
  append_header(out, "Connection", "close");
  out += "\r\n";
  return out;
}

std::string http_date(std::int64_t seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  gmtime_r(&time, &parts);
  static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  // strftime would follow the locale; HTTP has one language.
  char text[64];
  const std::size_t size = std::strftime(text, sizeof text, ", %d     %Y %H:%M:%S GMT", &parts);
  std::string date = days[parts.tm_wday] + std::string(text, size);
  date.replace(8, 3, months[parts.tm_mon]);
  return date;
}

}  // namespace workchat::server
