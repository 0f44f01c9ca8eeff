// The load `page`: the newest page of a room, again and again, by WebSocket and by REST.
#include <cstdio>

#include "clock.hpp"
#include "http.hpp"
#include "loads.hpp"
#include "target.hpp"
#include "ws_client.hpp"

namespace bench {
namespace {

/// One request after the other; the first tenth is not told.
template <typename Ask>
Histogram timed(std::size_t count, Ask&& ask) {
  Histogram times;
  for (std::size_t i = 0; i < count + count / 10; ++i) {
    const std::int64_t began = now_ns();
    ask();
    if (i >= count / 10) times.record(now_ns() - began);
  }
  return times;
}

}  // namespace

Report run_pages(const PagesOptions& options) {
  const Endpoint& endpoint = options.target.endpoint;
  HttpConnection http(endpoint);
  const std::string name = "pages" + std::to_string(now_ns() / 1000 % 100'000'000);
  const std::string token =
      text_member(http.ask({"POST", "/auth/guest", {}, R"({"name":")" + name + "\"}"}), "access_token");
  http.ask({"POST", "/rooms/" + options.room + "/join", token, "{}"});
  const std::string limit = std::to_string(options.limit);

  Report report("page");
  report.set("limit", static_cast<std::int64_t>(options.limit));
  const HttpRequest page{"GET", "/rooms/" + options.room + "/messages?limit=" + limit, token, {}};
  report.set("page_bytes", static_cast<std::int64_t>(http.ask(page).size()));
  Measurement measured(options.target);
  const Histogram by_rest = timed(options.requests, [&] { http.ask(page); });

  std::vector<char> buffer(1 << 20);
  WsClient socket(endpoint);
  socket.ask_to_open("/ws", token);
  socket.flush();
  socket.wait_until_opened(buffer);
  const std::string frame =
      R"({"type":"history","id":1,"room":")" + options.room + R"(","limit":)" + limit + '}';
  const Histogram by_websocket = timed(options.requests, [&] {
    socket.queue(frame);
    socket.flush();
    socket.wait_for(R"({"type":"ok")", buffer);
  });
  measured.stop();
  measured.tell_cost(report, "page", 2 * (options.requests + options.requests / 10));
  report.set("rest_us", by_rest);
  report.set("websocket_us", by_websocket);
  return report;
}

}  // namespace bench
