// The load `page`: the newest page of a room, again and again, by WebSocket and by REST.
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "clock.hpp"
#include "http.hpp"
#include "loads.hpp"
#include "target.hpp"
#include "ws_client.hpp"

namespace bench {
namespace {

struct PageOptions {
  Target target;
  std::string room = "fill-0";
  std::size_t requests = 5000;
  std::size_t limit = 50;
};

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

Report run(const PageOptions& options) {
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

}  // namespace

void add_pages(CLI::App& app, Task& task) {
  const auto options = std::make_shared<PageOptions>();
  auto& load = *app.add_subcommand("page", "The newest page of a room, by WebSocket and by REST");
  add_target_options(load, options->target);
  load.add_option("--room", options->room, "The room, a public one")->capture_default_str();
  load.add_option("--limit", options->limit, "Messages of a page")->capture_default_str();
  load.add_option("--requests", options->requests, "How often, each way")->capture_default_str();
  load.callback([options, &task] { task = [options] { return run(*options); }; });
}

}  // namespace bench
