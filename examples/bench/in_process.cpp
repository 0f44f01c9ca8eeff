#include "in_process.hpp"

#include <map>
#include <memory>

#include <CLI/CLI.hpp>

#include "loads.hpp"

namespace bench {
namespace {

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

}  // namespace

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

}  // namespace bench
