#pragma once

#include <workchat/workchat.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <thread>
#include <utility>

#include "support/net_client.hpp"

namespace workchat::testing {

/// A whole chat on a port of the system's choice, kept in memory.
class LiveServer {
 public:
  explicit LiveServer(Limits limits = free_limits(), ServerOptions options = {})
      : engine_(open(std::move(limits))),
        server_(serve(engine_, "127.0.0.1:0", std::move(options)).value()) {}

  static Limits free_limits() {
    Limits limits;
    limits.rate = 0;
    limits.hash_memory = 8192 * 1024;
    limits.hash_passes = 1;
    return limits;
  }

  std::uint16_t port() const { return server_.port(); }
  Server& server() { return server_; }
  Engine& engine() { return engine_; }

  /// Signs a guest in.
  std::string token(std::string_view name) const {
    NetClient client(port());
    const auto response = client.ask("POST", "/auth/guest", "{\"name\":\"" + std::string(name) + "\"}");
    REQUIRE(response.status == 200);
    return json_text(response.body, "access_token");
  }
  static std::string bearer(const std::string& token) { return "Authorization: Bearer " + token + "\r\n"; }

 private:
  static Engine open(Limits limits) {
    Options options;
    options.limits = limits;
    options.motd = "hola";
    return Engine::open(std::move(options)).value();
  }

  Engine engine_;
  Server server_;
};

/// A guest on a socket of its own; "welcome" has been read.
class LiveGuest : public NetClient {
 public:
  LiveGuest(const LiveServer& server, std::string_view name, std::string_view path = "/ws",
            std::string_view headers = {})
      : NetClient(server.port()), token(server.token(name)) {
    const Response opened = upgrade(std::string(path) + "?token=" + token, headers);
    REQUIRE(opened.status == 101);
    welcome = next_text("\"welcome\"");
    REQUIRE(!welcome.empty());
  }

  std::string token;
  std::string welcome;
};

}  // namespace workchat::testing
