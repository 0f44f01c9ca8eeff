#include "server/routes.hpp"
#include "server/refusal.hpp"

#include <vector>

#include "protocol/read.hpp"

namespace workchat::server {
namespace {

using Segments = std::vector<std::string>;

bool wants_stream(const HttpRequest& request) {
  std::string accept = request.all("Accept");
  for (char& c : accept) {
    if (c == ';') c = ',';  // a type's parameters stand beside it
  }
  return list_has(accept, "text/event-stream");
}

void allow_get(const std::shared_ptr<Exchange>& exchange) {
  if (exchange->method() == "OPTIONS") {
    return exchange->answer({204, {}, {}, {{"Allow", "GET, HEAD, OPTIONS"}}});
  }
  exchange->refuse(refusal(Errc::method_not_allowed, "GET, HEAD, OPTIONS"));
}

}  // namespace

void serve_route(const std::shared_ptr<Exchange>& exchange) {
  const HttpRequest& request = exchange->request();
  if (request.path == "*")
    return exchange->answer({204, {}, {}, {{"Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"}}});
  const bool get = exchange->method() == "GET";
  if (serve_fixed(exchange)) return;

  const Result<Segments> path = protocol::split_path(request.path);
  if (!path) return exchange->refuse(path.error());
  const Segments& segments = *path;
  const bool websocket = !segments.empty() && segments[0] == "ws" &&
                         (segments.size() == 1 ||
                          (segments.size() == 3 && segments[1] == "chat" && !segments[2].empty()));
  if (websocket) {
    return get ? serve_websocket(exchange, segments.size() == 3 ? segments[2] : std::string())
               : allow_get(exchange);
  }
  if (segments == Segments{"notifications"}) return get ? serve_notifications(exchange) : allow_get(exchange);
  const bool events = segments.size() == 3 && segments[0] == "rooms" && segments[2] == "events";
  if (events && get && wants_stream(request)) return serve_room_stream(exchange, segments[1]);
  serve_rest(exchange);
}

}  // namespace workchat::server
