// workchat-server: an engine, its store and a port, from the public headers alone.
#include <cstdio>
#include <exception>
#include <utility>

#include <workchat/workchat.hpp>

#include "exit_code.hpp"
#include "log.hpp"
#include "options.hpp"
#include "signals.hpp"

namespace {

using server::Settings;
using workchat::Error;
using workchat::Result;

int refuse(const Error& error) {
  std::fprintf(stderr, "workchat-server: %s\n", error.message.c_str());
  return error.code == workchat::Errc::invalid ? server::exit_bad_options : server::exit_failure;
}

Result<workchat::Engine> open_engine(const Settings& settings) {
  workchat::Options options;
  options.limits = settings.limits;
  options.motd = settings.motd;
  options.log = server::log_to_stderr(settings.log_format, settings.log_level);
  auto store = workchat::open_store(settings.store_url());
  if (!store) return std::move(store).error();
  options.store = std::move(store).value();
  auto authentication = workchat::standard_authentication(options.store->folder(), settings.limits);
  if (!authentication) return std::move(authentication).error();
  authentication->guests = !settings.no_guests;
  authentication->registration = !settings.no_registration;
  options.authentication = std::move(authentication).value();
  return workchat::Engine::open(std::move(options));
}

int run(const Settings& settings) {
  server::hold_signals();
  auto engine = open_engine(settings);
  if (!engine) return refuse(engine.error());
  auto listening = workchat::serve(*engine, settings.listen_address(), settings.serving);
  if (!listening) return refuse(listening.error());
  // Whoever started us waits for this line.
  std::printf("workchat %s listens at %s\n", workchat::version().data(),
              settings.url(listening->port()).c_str());
  std::fflush(stdout);
  while (server::next_signal() == server::Signal::hangup) {
    if (settings.serving.certificate.empty()) {  // the end of the terminal, and ours
      if (server::outlives_terminal()) continue;
      break;
    }
    const auto reloaded = listening->reload_certificate();
    if (!reloaded) engine->log(workchat::LogLevel::error, "certificate", reloaded.error().message);
  }
  listening->stop();
  engine->close();
  return server::exit_ok;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const auto parsed = server::read_options(argc, argv);
    return parsed.run ? run(parsed.settings) : parsed.exit_code;
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "workchat-server: %s\n", fault.what());
    return server::exit_failure;
  }
}
