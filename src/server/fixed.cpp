#include "protocol/write.hpp"
#include "server/page/page.hpp"
#include "server/refusal.hpp"
#include "server/routes.hpp"

#include <workchat/version.hpp>

namespace workchat::server {
namespace {

// Only what comes from here, and nothing written into the page itself.
constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'";

HttpResponse page(std::string content_type, std::string_view body) {
  HttpResponse response{200, std::move(content_type), std::string(body)};
  response.headers.emplace_back("Cache-Control", "no-cache");
  response.headers.emplace_back("Content-Security-Policy", page_policy);
  return response;
}

HttpResponse health() {
  std::string body = "{\"status\":\"ok\",\"version\":\"";
  body += version();
  return json_response(200, body + "\"}");
}

HttpResponse providers(const Authentication& authentication) {
  std::string body = "{\"providers\":[{\"id\":\"password\",\"registration\":";
  body += authentication.registration ? "true}" : "false}";
  if (authentication.guests) body += ",{\"id\":\"guest\"}";
  return json_response(200, body + "]}");
}

bool find(std::string_view path, const Engine& engine, HttpResponse& response) {
  if (path == "/") {
    response = page("text/html; charset=utf-8", page_html);
  } else if (path == "/page.js") {
    response = page("text/javascript; charset=utf-8", page_js);
  } else if (path == "/page.css") {
    response = page("text/css; charset=utf-8", page_css);
  } else if (path == "/healthz") {
    response = health();
  } else if (path == "/openapi.json") {
    response = json_response(200, protocol::write_openapi());
  } else if (path == "/auth/providers") {
    response = providers(engine.authentication());
  } else if (path == "/favicon.ico") {
    response = {204};
  } else {
    return false;
  }
  return true;
}

}  // namespace

bool serve_fixed(const std::shared_ptr<Exchange>& exchange) {
  HttpResponse response;
  if (!find(exchange->request().path, exchange->engine(), response)) return false;
  if (exchange->method() == "OPTIONS") {
    exchange->answer({204, {}, {}, {{"Allow", "GET, HEAD, OPTIONS"}}});
  } else if (exchange->method() != "GET") {
    exchange->refuse(refusal(Errc::method_not_allowed, "GET, HEAD, OPTIONS"));
  } else {
    exchange->answer(std::move(response));
  }
  return true;
}

}  // namespace workchat::server
