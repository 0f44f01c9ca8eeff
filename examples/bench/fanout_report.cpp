#include <cstdio>

#include "clock.hpp"
#include "fanout_run.hpp"
#include "process_meter.hpp"

namespace bench {
namespace {

void describe(Report& report, const FanoutOptions& options) {
  report.set("target", options.crowd.floor ? "floor" : "workchat");
  report.set("rooms", static_cast<std::int64_t>(options.crowd.rooms));
  report.set("members", static_cast<std::int64_t>(options.crowd.members));
  report.set("senders", static_cast<std::int64_t>(options.senders));
  if (options.rate > 0) {
    report.set("rate", options.rate);
  } else {
    report.set("in_flight", static_cast<std::int64_t>(options.in_flight));
  }
}

void check(Report& report, const Fanout::Counts& counts) {
  report.set("lost", static_cast<std::int64_t>(counts.lost));
  report.set("out_of_order", static_cast<std::int64_t>(counts.out_of_order));
  if (counts.lost > 0) report.fail(std::to_string(counts.lost) + " deliveries lost");
  if (counts.out_of_order > 0) report.fail(std::to_string(counts.out_of_order) + " out of order or twice");
  if (counts.closed > 0) report.fail(std::to_string(counts.closed) + " connections ended");
  if (counts.errors > 0) report.fail(std::to_string(counts.errors) + " errors");
  if (!counts.first_error.empty()) report.fail("the first: " + counts.first_error);
}

}  // namespace

Report run_fanout(const FanoutOptions& options) {
  const ProcessMeter server(options.server_pid);
  std::fprintf(stderr, "fanout: %zu rooms of %zu come together\n", options.crowd.rooms,
               options.crowd.members);
  Crowd crowd = gather(options.crowd);
  Fanout fanout(options, crowd);
  std::fprintf(stderr, "fanout: %zu messages to warm up\n", options.warm_up);
  fanout.run(options.warm_up);
  Report report("fanout");
  describe(report, options);
  if (fanout.counts().lost == 0 && fanout.counts().errors == 0) {
    std::fprintf(stderr, "fanout: %zu messages are measured\n", options.messages);
    const std::int64_t began = now_ns(), cpu = server.cpu_ns(), own_cpu = own_cpu_ns();
    fanout.run(options.messages);
    const auto seconds = static_cast<double>(now_ns() - began) / 1e9;
    const auto server_us = static_cast<double>(server.cpu_ns() - cpu) / 1e3;
    const auto own_us = static_cast<double>(own_cpu_ns() - own_cpu) / 1e3;
    const auto& counts = fanout.counts();
    const auto sent = static_cast<double>(counts.sent), heard = static_cast<double>(counts.deliveries);
    report.set("messages", static_cast<std::int64_t>(counts.sent));
    report.set("deliveries", static_cast<std::int64_t>(counts.deliveries));
    report.set("seconds", seconds);
    report.set("messages_per_s", sent / seconds);
    report.set("deliveries_per_s", heard / seconds);
    report.set("bytes_per_delivery", static_cast<double>(counts.bytes) / heard);
    if (server.measures()) {
      report.set("server_cpu_us_per_delivery", server_us / heard);
      report.set("server_cpu_us_per_message", server_us / sent);
      report.set("server_rss_bytes", server.rss_bytes());
    }
    report.set("own_cpu_us_per_delivery", own_us / heard);
    report.set("latency_us", counts.delivery);
    report.set("answer_us", counts.answer);
  }
  check(report, fanout.counts());
  return report;
}

}  // namespace bench
