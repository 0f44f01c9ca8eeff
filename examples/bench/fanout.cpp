#include "fanout.hpp"

#include <memory>

#include <CLI/CLI.hpp>

#include "fanout_run.hpp"

namespace bench {

void add_fanout(CLI::App& app, Task& task) {
  const auto options = std::make_shared<FanoutOptions>();
  auto& load = *app.add_subcommand("fanout", "Some members of some rooms send, all hear it");
  load.add_option("--address", options->crowd.endpoint.address, "The server's IPv4 address")
      ->capture_default_str();
  load.add_option("--port", options->crowd.endpoint.port, "Its port")->capture_default_str();
  load.add_option("--pid", options->server_pid, "Its process, to be measured");
  load.add_flag("--floor", options->crowd.floor, "It is the bare broadcaster of tests/bench");
  load.add_option("--rooms", options->crowd.rooms, "Rooms")->capture_default_str();
  load.add_option("--members", options->crowd.members, "Members of each, all listening")
      ->capture_default_str();
  load.add_option("--senders", options->senders, "Who sends, spread over the rooms")->capture_default_str();
  auto* in_flight =
      load.add_option("--in-flight", options->in_flight, "Messages that each sender has unanswered");
  auto* rate = load.add_option("--rate", options->rate,
                               "Messages a second of all senders together, whatever comes back");
  in_flight->excludes(rate)->capture_default_str();
  load.add_option("--messages", options->messages, "How many are measured")->capture_default_str();
  load.add_option("--warm-up", options->warm_up, "How many are sent before")->capture_default_str();
  load.callback([options, &task] { task = [options] { return run_fanout(*options); }; });
}

}  // namespace bench
