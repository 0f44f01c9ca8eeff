#include "command_line.hpp"

#include <map>
#include <memory>

#include <CLI/CLI.hpp>

#include "in_process.hpp"
#include "loads.hpp"

namespace bench {
namespace {

void add_target(CLI::App& load, Target& target) {
  load.add_option("--address", target.endpoint.address, "The server's IPv4 address")->capture_default_str();
  load.add_option("--port", target.endpoint.port, "Its port")->capture_default_str();
  load.add_option("--pid", target.pid, "Its process, to measure it");
  load.add_option("--data", target.folder, "Its data folder (SQLite), to count its commits");
}

void add_crowd(CLI::App& load, CrowdPlan& plan) {
  load.add_flag("--floor", plan.floor, "It is the bare broadcaster of tests/bench");
  load.add_option("--rooms", plan.rooms, "Rooms")->check(CLI::PositiveNumber)->capture_default_str();
  load.add_option("--members", plan.members, "Members of each, all listening")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
}

void add_fanout(CLI::App& app, Task& task) {
  const auto options = std::make_shared<FanoutOptions>();
  auto& load = *app.add_subcommand("fanout", "Some members of some rooms send, all hear it");
  add_target(load, options->target);
  add_crowd(load, options->crowd);
  load.add_option("--senders", options->senders, "Who sends, spread over the rooms")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  auto* in_flight =
      load.add_option("--in-flight", options->in_flight, "Messages that each sender has unanswered");
  auto* rate = load.add_option("--rate", options->rate, "Messages a second, together, whatever comes back");
  in_flight->excludes(rate)->capture_default_str();
  load.add_option("--messages", options->messages, "How many are measured")->capture_default_str();
  load.add_option("--warm-up", options->warm_up, "How many are sent before")->capture_default_str();
  load.callback([options, &task] { task = [options] { return run_fanout(*options); }; });
}

void add_idle(CLI::App& app, Task& task) {
  const auto options = std::make_shared<IdleOptions>();
  auto& load = *app.add_subcommand("idle", "Many connect and join, and then say nothing");
  add_target(load, options->target);
  add_crowd(load, options->crowd);
  load.add_flag("--enter", options->enter, "They become members as they join, not before");
  load.callback([options, &task] { task = [options] { return run_idle(*options); }; });
}

void add_storm(CLI::App& app, Task& task) {
  const auto options = std::make_shared<StormOptions>();
  options->others.crowd.members = 50;
  options->others.rate = 200;
  options->others.warm_up = 200;
  options->others.messages = 1'000'000'000;  // until the storm is over
  auto& load = *app.add_subcommand("storm", "All are cut off and come back at once, while others talk on");
  add_target(load, options->target);
  load.add_option("--rooms", options->crowd.rooms, "Rooms")->capture_default_str();
  load.add_option("--members", options->crowd.members, "Members of each")->capture_default_str();
  load.add_option("--behind", options->behind, "Messages that each has missed")->capture_default_str();
  load.add_option("--others", options->others.crowd.members, "Members of the room that goes on")
      ->capture_default_str();
  load.add_option("--rate", options->others.rate, "Its messages a second")->capture_default_str();
  load.callback([options, &task] { task = [options] { return run_storm(*options); }; });
}

void add_pages(CLI::App& app, Task& task) {
  const auto options = std::make_shared<PagesOptions>();
  auto& load = *app.add_subcommand("page", "The newest page of a room, by WebSocket and by REST");
  add_target(load, options->target);
  load.add_option("--room", options->room, "The room, a public one")->capture_default_str();
  load.add_option("--limit", options->limit, "Messages of a page")->capture_default_str();
  load.add_option("--requests", options->requests, "How often, each way")->capture_default_str();
  load.callback([options, &task] { task = [options] { return run_pages(*options); }; });
}

void add_rest(CLI::App& app, Task& task) {
  const auto options = std::make_shared<RestOptions>();
  auto& load = *app.add_subcommand("rest", "GET over connections that are kept");
  add_target(load, options->target);
  load.add_option("--path", options->path, "What is asked for, without a token; default: a room, as a guest");
  load.add_option("--connections", options->connections, "Each with one request under way")
      ->capture_default_str();
  load.add_option("--requests", options->requests, "How many are measured")->capture_default_str();
  load.callback([options, &task] { task = [options] { return run_rest(*options); }; });
}

void add_fill(CLI::App& app, Task& task) {
  const auto options = std::make_shared<FillOptions>();
  options->stock.messages = 1'000'000;
  auto& load = *app.add_subcommand(
      "fill", "Puts accounts, rooms and messages into a new data folder that no server has open");
  load.add_option("--data", options->folder, "The folder")->required();
  load.add_option("--users", options->stock.users, "Accounts: person0, person1 …")
      ->check(CLI::PositiveNumber);
  load.add_option("--rooms", options->stock.rooms, "How many: fill-0, fill-1 …")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  load.add_option("--members", options->stock.members, "Members of each room")->capture_default_str();
  load.add_option("--messages", options->stock.messages, "How many, all together")->capture_default_str();
  load.callback([options, &task] { task = [options] { return run_fill(*options); }; });
}

CLI::Option* add_driver(CLI::App& load, Driver& driver) {
  static const std::map<std::string, Driver> drivers{{"host", Driver::host}, {"thread", Driver::thread}};
  return load.add_option("--driver", driver, "Who calls turn(): the host, or a thread of the engine's own")
      ->transform(CLI::CheckedTransformer(drivers).description("host|thread"))
      ->default_str(driver == Driver::host ? "host" : "thread");
}

void add_post(CLI::App& app, Task& task) {
  const auto options = std::make_shared<PostOptions>();
  auto& load = *app.add_subcommand("post", "Messages are stored and answered");
  load.add_option("--store", options->store, "memory or sqlite")
      ->check(CLI::IsMember({"memory", "sqlite"}))
      ->capture_default_str();
  load.add_option("--durability", options->durability, "full, normal or off")->capture_default_str();
  add_driver(load, options->driver);
  load.add_option("--rooms", options->stock.rooms, "Rooms they are spread over")->capture_default_str();
  load.add_option("--active", options->active, "How many of the rooms are spoken in; 0: all");
  load.add_option("--stored", options->stock.messages, "Messages that are there before")
      ->capture_default_str();
  load.add_option("--in-flight", options->in_flight, "Unanswered at once; 1: one after the other")
      ->capture_default_str();
  load.add_option("--messages", options->messages, "How many are measured")->capture_default_str();
  load.callback([options, &task] { task = [options] { return run_post(*options); }; });
}

void add_latency(CLI::App& app, Task& task) {
  const auto options = std::make_shared<LatencyOptions>();
  auto& load = *app.add_subcommand("latency", "From a post to its event at another session; memory store");
  add_driver(load, options->driver);
  load.add_flag("--one-core", options->one_core, "All threads on one core");
  load.add_option("--messages", options->messages, "How many are measured")->capture_default_str();
  load.callback([options, &task] { task = [options] { return run_latency(*options); }; });
}

void add_newest_page(CLI::App& app, Task& task) {
  const auto options = std::make_shared<PageOptions>();
  auto& load = *app.add_subcommand("page", "The newest 50 messages of a long room");
  add_driver(load, options->driver);
  load.add_option("--stored", options->stored, "Messages of the room")->capture_default_str();
  load.add_option("--pages", options->pages, "How often it is read")->capture_default_str();
  load.callback([options, &task] { task = [options] { return run_page(*options); }; });
}

void add_start(CLI::App& app, Task& task) {
  const auto options = std::make_shared<StartOptions>();
  options->stock = {10'000, 10'000, 5, 1'000'000};
  auto& load = *app.add_subcommand("start", "Until a port listens over what is stored");
  load.add_option("--users", options->stock.users, "Accounts")->capture_default_str();
  load.add_option("--rooms", options->stock.rooms, "Rooms")->capture_default_str();
  load.add_option("--members", options->stock.members, "Members of each")->capture_default_str();
  load.add_option("--stored", options->stock.messages, "Messages")->capture_default_str();
  load.add_option("--runs", options->runs, "How often it is started")->capture_default_str();
  load.callback([options, &task] { task = [options] { return run_start(*options); }; });
}

void add_memory(CLI::App& app, Task& task) {
  const auto options = std::make_shared<MemoryOptions>();
  auto& load = *app.add_subcommand("memory", "What an engine, a room, an account and an idle session hold");
  load.add_option("--count", options->count, "How many are made of each")->capture_default_str();
  load.callback([options, &task] { task = [options] { return run_memory(*options); }; });
}

void add_in_process(CLI::App& app, Task& task) {
  auto& group = *app.add_subcommand("in-process", "Loads without a network");
  group.require_subcommand(1);
  group.fallthrough();
  add_post(group, task);
  add_latency(group, task);
  add_newest_page(group, task);
  add_start(group, task);
  add_memory(group, task);
}

}  // namespace

void add_loads(CLI::App& app, Task& task) {
  add_fanout(app, task);
  add_idle(app, task);
  add_storm(app, task);
  add_pages(app, task);
  add_rest(app, task);
  add_fill(app, task);
  add_in_process(app, task);
}

}  // namespace bench
