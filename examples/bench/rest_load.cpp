// The load `rest`: one path is asked for over connections that are kept, each with one request under way.
#include <stdexcept>

#include "clock.hpp"
#include "http.hpp"
#include "loads.hpp"
#include "poller.hpp"
#include "target.hpp"

namespace bench {
namespace {

class RestRun {
 public:
  RestRun(const RestOptions& options, const HttpRequest& request) : bytes_(to_bytes(request)) {
    for (std::uint32_t i = 0; i < options.connections; ++i) {
      connections_.emplace_back(options.target.endpoint);
      sent_ns_.push_back(0);
      poller_.add(connections_[i].fd(), i);
    }
  }

  void run(std::size_t requests) {
    times_ = {};
    left_ = requests;
    awaited_ = 0;
    for (std::uint32_t i = 0; i < connections_.size() && left_ > 0; ++i) ask(i);
    while (awaited_ > 0) {
      poller_.wait(1'000'000'000, [this](std::uint32_t number, bool, bool) { take(number); });
    }
  }

  const Histogram& times() const { return times_; }

 private:
  void ask(std::uint32_t number) {
    sent_ns_[number] = now_ns();
    connections_[number].send(bytes_);
    --left_;
    ++awaited_;
  }

  void take(std::uint32_t number) {
    const HttpAnswer answer = connections_[number].receive();
    if (answer.status != 200) throw std::runtime_error("an answer was " + std::to_string(answer.status));
    times_.record(now_ns() - sent_ns_[number]);
    --awaited_;
    if (left_ > 0) ask(number);
  }

  std::string bytes_;
  std::vector<HttpConnection> connections_;
  std::vector<std::int64_t> sent_ns_;
  Poller poller_;
  Histogram times_;
  std::size_t left_ = 0;
  std::size_t awaited_ = 0;
};

HttpRequest request_for(const RestOptions& options) {
  if (!options.path.empty()) return {"GET", options.path, {}, {}};
  HttpConnection http(options.target.endpoint);
  const std::string name = "rest" + std::to_string(now_ns() / 1000 % 100'000'000);
  const std::string body = R"({"name":")" + name + "\"}";
  const std::string token = text_member(http.ask({"POST", "/auth/guest", {}, body}), "access_token");
  http.ask({"POST", "/rooms", token, body});
  return {"GET", "/rooms/" + name, token, {}};
}

}  // namespace

Report run_rest(const RestOptions& options) {
  const HttpRequest request = request_for(options);
  RestRun load(options, request);
  load.run(options.requests / 10);
  Measurement measured(options.target);
  load.run(options.requests);
  measured.stop();
  Report report("rest");
  report.set("connections", static_cast<std::int64_t>(options.connections));
  report.set("requests", static_cast<std::int64_t>(options.requests));
  HttpConnection http(options.target.endpoint);
  report.set("answer_bytes", static_cast<std::int64_t>(http.ask(request).size()));
  report.set("requests_per_s", static_cast<double>(options.requests) / measured.seconds());
  measured.tell_cost(report, "request", options.requests);
  measured.tell_process(report);
  report.set("latency_us", load.times());
  return report;
}

}  // namespace bench
