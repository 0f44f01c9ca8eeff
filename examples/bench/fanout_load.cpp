// The load `fanout`: its options, and what it tells.
#include <cstdio>

#include "fanout.hpp"
#include "loads.hpp"

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

void tell(Report& report, const Fanout::Counts& counts, const Measurement& measured) {
  const auto deliveries = static_cast<double>(counts.deliveries);
  report.set("messages", static_cast<std::int64_t>(counts.sent));
  report.set("deliveries", static_cast<std::int64_t>(counts.deliveries));
  report.set("seconds", measured.seconds());
  report.set("messages_per_s", static_cast<double>(counts.sent) / measured.seconds());
  report.set("deliveries_per_s", deliveries / measured.seconds());
  report.set("bytes_per_delivery", static_cast<double>(counts.bytes) / deliveries);
  measured.tell_cost(report, "delivery", counts.deliveries);
  measured.tell_cost(report, "message", counts.sent);
  measured.tell_commits(report, counts.sent);
  measured.tell_process(report);
  report.set("latency_us", counts.delivery);
  report.set("answer_us", counts.answer);
}

}  // namespace

Report run_fanout(const FanoutOptions& options) {
  std::fprintf(stderr, "fanout: %zu rooms of %zu come together\n", options.crowd.rooms,
               options.crowd.members);
  Crowd crowd(options.target.endpoint, options.crowd);
  crowd.become_members();
  crowd.connect();
  Fanout fanout(options, crowd);
  std::fprintf(stderr, "fanout: %zu messages to warm up\n", options.warm_up);
  fanout.run(options.warm_up);
  Report report("fanout");
  describe(report, options);
  if (fanout.counts().lost == 0 && fanout.counts().errors == 0) {
    std::fprintf(stderr, "fanout: %zu messages are measured\n", options.messages);
    Measurement measured(options.target);
    fanout.run(options.messages);
    measured.stop();
    tell(report, fanout.counts(), measured);
  }
  check(report, fanout.counts());
  return report;
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

}  // namespace bench
