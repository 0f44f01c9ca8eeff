#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <workchat/engine.hpp>
#include <workchat/result.hpp>

namespace workchat {

struct ServerOptions {
  int threads = 0;               ///< I/O threads; 0: one for each core but one, at least one
  std::string certificate = {};  ///< PEM files; with both, TLS and plain are told apart on the one port
  std::string private_key = {};
  /// Addresses whose X-Forwarded-For and X-Forwarded-Proto are believed.
  std::vector<std::string> trusted_proxies = {};
};

/// The network face of an engine: REST, WebSocket, SSE and the page on one port. The last handle gone stops
/// it.
class WORKCHAT_API Server {
 public:
  class State;
  explicit Server(std::shared_ptr<State> state);

  /// The port it listens on; the system's choice where 0 was asked.
  std::uint16_t port() const;
  /// Reads the certificate and its key again; who connects from now on is shown them, and who is connected
  /// stays. Errors: unavailable (there are none, they cannot be read or do not belong together): those before
  /// stay.
  Status reload_certificate();
  /// No more connections; requests in work are answered, sockets closed with 4000, and all threads have ended
  /// when it returns (at most limits.drain_ms). Idempotent.
  void stop();

 private:
  std::shared_ptr<State> state_;
};

/// `address`: "host:port", "[v6]:port", or ":port" for every address of both families.
/// Errors: invalid (the address), unavailable (the port is taken, the certificate cannot be read).
WORKCHAT_API Result<Server> serve(Engine& engine, std::string_view address, ServerOptions options = {});

}  // namespace workchat
