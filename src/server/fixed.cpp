#include "protocol/write.hpp"
#include "server/refusal.hpp"
#include "server/routes.hpp"
#include "server/web_files.hpp"

#include <workchat/version.hpp>

namespace workchat::server {
namespace {

HttpResponse health(const Engine& engine) {
  const bool works = engine.writable();
  std::string body = works ? "{\"status\":\"ok\"" : "{\"status\":\"unavailable\"";
  body += ",\"version\":\"";
  body += version();
  return json_response(works ? 200 : 503, body + "\"}");
}

HttpResponse providers(const Authentication& authentication) {
  std::string body = "{\"providers\":[{\"id\":\"password\",\"registration\":";
  body += authentication.registration ? "true}" : "false}";
  if (authentication.guests) body += ",{\"id\":\"guest\"}";
  return json_response(200, body + "]}");
}

bool find(const HttpRequest& request, const Engine& engine, HttpResponse& response) {
  const std::string_view path = request.path;
  if (const WebFile* file = find_web_file(path)) {
    response = answer_file(*file, request);
  } else if (path == "/healthz") {
    response = health(engine);
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
  if (!find(exchange->request(), exchange->engine(), response)) return false;
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
