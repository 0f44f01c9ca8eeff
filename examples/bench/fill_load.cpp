// `fill`: puts accounts, rooms and messages into a data folder, without a server: the store takes them faster
// than any port.
#include <memory>

#include <CLI/CLI.hpp>

#include "clock.hpp"
#include "loads.hpp"
#include "local_chat.hpp"

namespace bench {
namespace {

struct FillOptions {
  std::string folder;
  Stock stock;
};

Report run(const FillOptions& options) {
  const std::int64_t began = now_ns();
  // Nothing is lost that could not be filled in again.
  fill(*must(workchat::open_store(sqlite_url(options.folder, "off"))), options.stock);
  Report report("fill");
  report.set("users", options.stock.users);
  report.set("rooms", options.stock.rooms);
  report.set("members", options.stock.members);
  report.set("messages", options.stock.messages);
  report.set("seconds", static_cast<double>(now_ns() - began) / 1e9);
  return report;
}

}  // namespace

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
  load.callback([options, &task] { task = [options] { return run(*options); }; });
}

}  // namespace bench
