// The server's WebSocket layer as an echo, for conformance suites:
//   ws_echo [--address 127.0.0.1] [--port 9001] [--size BYTES] [--deflate on|off]
// Any path is an echo of its own; text comes back as text, binary as binary. It ends on SIGTERM or SIGINT.
#include <csignal>
#include <cstdio>

#include <workchat/engine.hpp>

#include "server/acceptor.hpp"
#include "server/address.hpp"
#include "server/io_thread.hpp"
#include "server/shared.hpp"
#include "support/ws_echo/echo.hpp"
#include "support/ws_echo/options.hpp"

namespace {

using namespace workchat;

Engine open_engine(std::int64_t size) {
  Options options;
  options.limits.frame = size;
  options.limits.rate = 0;
  return Engine::open(std::move(options)).value();
}

// Returns when the signal has come.
Status serve_until(const sigset_t& signals, server::Shared& shared, const testing::EchoOptions& options) {
  const auto endpoint = server::read_address(options.address + ":" + std::to_string(options.port));
  if (!endpoint) return endpoint.error();
  std::vector<std::unique_ptr<server::IoThread>> threads;
  threads.push_back(std::make_unique<server::IoThread>(shared));
  server::Acceptor acceptor(shared, threads);
  const Status opened = acceptor.open(*endpoint);
  if (!opened) return opened.error();
  acceptor.start();
  threads.front()->start();
  std::printf("ws_echo listens at ws://%s:%d\n", options.address.c_str(), int{acceptor.port()});
  std::fflush(stdout);
  int signal = 0;
  sigwait(&signals, &signal);
  acceptor.stop();
  threads.front()->stop();
  threads.front()->join();
  return Done{};
}

}  // namespace

int main(int count, char** words) {
  const auto options = testing::read_options(count, words);
  if (!options) {
    std::fputs("ws_echo [--address ADDRESS] [--port PORT] [--size BYTES] [--deflate on|off]\n", stderr);
    return 2;
  }
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  testing::offer_deflate(options->deflate);
  server::Shared shared{open_engine(options->size), {}, {}, {}, {}};
  const Status served = serve_until(signals, shared, *options);
  if (!served) std::fprintf(stderr, "ws_echo: %s\n", served.error().message.c_str());
  return served ? 0 : 1;
}
