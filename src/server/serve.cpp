#include <workchat/server.hpp>

#include <algorithm>
#include <mutex>
#include <thread>

#include "server/acceptor.hpp"
#include "server/address.hpp"
#include "server/io_thread.hpp"
#include "server/refusal.hpp"
#include "server/shared.hpp"

namespace workchat {

class Server::State {
 public:
  State(Engine engine, ServerOptions options, std::shared_ptr<server::TlsContext> tls)
      : shared_{std::move(engine), std::move(options), std::move(tls), {}, {}} {
    int count = shared_.options.threads;
    if (count <= 0) count = std::max(1, static_cast<int>(std::thread::hardware_concurrency()) - 1);
    for (int i = 0; i < count; ++i) threads_.push_back(std::make_unique<server::IoThread>(shared_));
    acceptor_ = std::make_unique<server::Acceptor>(shared_, threads_);
  }
  ~State() { stop(); }

  Status start(const asio::ip::tcp::endpoint& endpoint) {
    Status opened = acceptor_->open(endpoint);
    if (!opened && endpoint.address().is_v6() && endpoint.address().is_unspecified()) {
      // A machine without IPv6.
      opened = acceptor_->open({asio::ip::tcp::v4(), endpoint.port()});
    }
    if (!opened) return opened;
    acceptor_->start();
    for (const auto& thread : threads_) thread->start();
    running_ = true;
    shared_.engine.log(LogLevel::info, "listening", "port " + std::to_string(acceptor_->port()));
    return Done{};
  }

  std::uint16_t port() const { return acceptor_->port(); }

  Status reload_certificate() {
    const ServerOptions& options = shared_.options;
    auto opened = server::open_tls(options.certificate, options.private_key);
    if (!opened) return opened.error();
    std::atomic_store(&shared_.tls, std::move(*opened));
    shared_.engine.log(LogLevel::info, "certificate", "read again: " + options.certificate);
    return Done{};
  }

  void stop() {
    const std::lock_guard<std::mutex> hold(stopping_);
    if (!std::exchange(running_, false)) return;
    acceptor_->stop();
    for (const auto& thread : threads_) thread->stop();
    for (const auto& thread : threads_) thread->join();
    shared_.engine.log(LogLevel::info, "stopped", "port " + std::to_string(acceptor_->port()));
  }

 private:
  server::Shared shared_;
  std::vector<std::unique_ptr<server::IoThread>> threads_;
  std::unique_ptr<server::Acceptor> acceptor_;
  std::mutex stopping_;
  bool running_ = false;
};

Status Server::reload_certificate() {
  return state_->reload_certificate();
}
Server::Server(std::shared_ptr<State> state) : state_(std::move(state)) {}
std::uint16_t Server::port() const {
  return state_->port();
}
void Server::stop() {
  state_->stop();
}

Result<Server> serve(Engine& engine, std::string_view address, ServerOptions options) {
  const auto endpoint = server::read_address(address);
  if (!endpoint) return endpoint.error();
  std::shared_ptr<server::TlsContext> tls;
  if (!options.certificate.empty() || !options.private_key.empty()) {
    auto opened = server::open_tls(options.certificate, options.private_key);
    if (!opened) return opened.error();
    tls = std::move(*opened);
  }
  try {
    auto state = std::make_shared<Server::State>(engine, std::move(options), std::move(tls));
    const Status started = state->start(*endpoint);
    if (!started) return started.error();
    return Server(std::move(state));
  } catch (const std::exception& problem) {  // no thread, no descriptor, no memory
    return server::refusal(Errc::unavailable, problem.what());
  }
}

}  // namespace workchat
