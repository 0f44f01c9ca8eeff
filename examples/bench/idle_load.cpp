// The load `idle`: many connect and join, and then say nothing. What each costs in memory, and coming in in
// CPU.
#include <chrono>
#include <cstdio>
#include <thread>

#include "crowd.hpp"
#include "loads.hpp"
#include "target.hpp"

namespace bench {
namespace {

/// Presence is told a little later: waits until the server has nothing left to do, five seconds at most.
void wait_until_quiet(const ProcessMeter& server, Crowd& crowd) {
  constexpr int rounds = 25;
  constexpr std::int64_t quiet_ns = 1'000'000;
  for (int round = 0; server.measures() && round < rounds; ++round) {
    const std::int64_t before = server.cpu_ns();
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    crowd.read_what_came();
    if (server.cpu_ns() - before < quiet_ns) return;
  }
}

}  // namespace

Report run_idle(const IdleOptions& options) {
  const ProcessMeter server(options.target.pid);
  const std::int64_t rss_empty = server.rss_bytes();
  Crowd crowd(options.target.endpoint, options.crowd);
  if (!options.enter) crowd.become_members();
  const std::int64_t rss_signed_in = server.rss_bytes();
  std::fprintf(stderr, "idle: %zu connect\n", crowd.size());
  Measurement measured(options.target);
  crowd.connect();
  wait_until_quiet(server, crowd);
  measured.stop();

  Report report("idle");
  const auto connections = static_cast<std::int64_t>(crowd.size());
  report.set("connections", connections);
  report.set("rooms", static_cast<std::int64_t>(options.crowd.rooms));
  measured.tell_cost(report, "connection", crowd.size());
  measured.tell_process(report);
  if (server.measures()) {
    const std::int64_t rss = server.rss_bytes();
    report.set("rss_bytes_per_connection", (rss - rss_empty) / connections);
    report.set("rss_bytes_per_listener", (rss - rss_signed_in) / connections);
  }
  crowd.tell_closed(report);
  return report;
}

}  // namespace bench
