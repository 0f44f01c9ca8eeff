// The load `storm`: all connections of many are cut at once, messages are sent meanwhile, and all come back
// at once, while others talk on in a room of their own.
#include <cstdio>
#include <thread>

#include "fanout.hpp"
#include "http.hpp"
#include "loads.hpp"
#include "storm.hpp"

namespace bench {
namespace {

std::vector<Bookmark> bookmarks(const Endpoint& endpoint, const Crowd& crowd, std::size_t members) {
  std::vector<Bookmark> found(crowd.rooms.size());
  HttpCrowd http(endpoint);
  http.each(
      found.size(),
      [&](std::size_t i) {
        return HttpRequest{"GET", "/rooms/" + crowd.rooms[i], crowd.token(i * members), {}};
      },
      [&](std::size_t i, const std::string& body) {
        found[i] = {crowd.rooms[i], text_member(body, "epoch"), number_member(body, "head")};
      });
  return found;
}

/// The first of each room speaks, over REST.
void speak(const Endpoint& endpoint, const Crowd& crowd, const StormOptions& options) {
  HttpCrowd http(endpoint);
  const std::string body = R"({"text":")" + std::string(text_size, '.') + "\"}";
  http.each(
      crowd.rooms.size() * options.behind,
      [&](std::size_t i) {
        const std::size_t room = i % crowd.rooms.size();
        const std::string path = "/rooms/" + crowd.rooms[room] + "/messages";
        return HttpRequest{"POST", path, crowd.token(room * options.crowd.members), body};
      },
      [](std::size_t, const std::string&) {});
}

void tell(Report& report, const Storm& storm, std::size_t behind, const Measurement& measured) {
  report.set("connections", static_cast<std::int64_t>(storm.size()));
  report.set("behind", static_cast<std::int64_t>(behind));
  report.set("seconds", static_cast<double>(storm.times().max()) / 1e9);
  measured.tell_cost(report, "connection", storm.size());
  measured.tell_process(report);
  report.set("resumed_us", storm.times());
  report.set("not_resumed", static_cast<std::int64_t>(storm.size() - storm.back()));
  report.set("lost_in_storm", static_cast<std::int64_t>(storm.lost()));
  report.set("out_of_order_in_storm", static_cast<std::int64_t>(storm.out_of_order()));
  if (storm.lost() > 0) report.fail(std::to_string(storm.lost()) + " entries lost in the storm");
  if (storm.out_of_order() > 0)
    report.fail(std::to_string(storm.out_of_order()) + " entries out of order or twice");
  if (storm.not_recovered() > 0) report.fail(std::to_string(storm.not_recovered()) + " were not recovered");
}

}  // namespace

Report run_storm(const StormOptions& options) {
  const Endpoint& endpoint = options.target.endpoint;
  Crowd crowd(endpoint, options.crowd);
  crowd.become_members();
  crowd.connect();
  Crowd bystanders(endpoint, options.others.crowd);
  bystanders.become_members();
  bystanders.connect();
  const auto marks = bookmarks(endpoint, crowd, options.crowd.members);
  Storm storm(endpoint, static_cast<std::int64_t>(options.behind));
  for (std::size_t i = 0; i < crowd.size(); ++i) storm.add(marks[crowd.room_of(i)], crowd.token(i));

  std::fprintf(stderr, "storm: %zu connections are cut, and %zu messages sent in each room\n", crowd.size(),
               options.behind);
  for (WsClient& socket : crowd.sockets) socket.cut_on_close();
  crowd.sockets.clear();
  speak(endpoint, crowd, options);

  Fanout talk(options.others, bystanders);
  talk.run(options.others.warm_up);
  std::fprintf(stderr, "storm: all come back\n");
  Measurement measured(options.target);
  std::thread others([&talk, &options] { talk.run(options.others.messages); });
  storm.run();
  talk.stop();
  others.join();
  measured.stop();
  Report report("storm");
  tell(report, storm, options.behind, measured);
  report.set("others_latency_us", talk.counts().delivery);
  check(report, talk.counts());
  return report;
}

}  // namespace bench
