// workchat-bench: loads a chat and tells what that cost.
#include <cstdio>
#include <exception>
#include <string>

#include <CLI/CLI.hpp>

#include <workchat/version.hpp>

#include "command_line.hpp"
#include "report.hpp"

int main(int argc, char** argv) {
  CLI::App app("Loads a chat over the network or in this process, and tells what that cost.",
               "workchat-bench");
  app.set_version_flag("--version", std::string(workchat::version()));
  app.require_subcommand(1);
  bool json = false;
  app.add_flag("--json", json, "One line of JSON instead of text")->configurable(false);
  app.fallthrough();
  bench::Task task;
  bench::add_loads(app, task);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& refusal) {
    return app.exit(refusal) == 0 ? 0 : 2;
  }
  try {
    const bench::Report report = task();
    std::fputs((json ? report.json() : report.text()).c_str(), stdout);
    return report.failed() ? 1 : 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "workchat-bench: %s\n", error.what());
    return 1;
  }
}
