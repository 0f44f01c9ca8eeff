#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include <workchat/server.hpp>

namespace workchat::capi {

/// Where an engine listens. Threads: any.
class Ports {
 public:
  explicit Ports(ServerOptions options) : options_(std::move(options)) {}

  /// Errors: those of serve; unavailable where the library was built without it.
  Status open(Engine& engine, std::string_view address);
  /// The port opened last; 0: none.
  std::uint16_t latest() const { return latest_; }
  void close();

 private:
  const ServerOptions options_;
  std::atomic<std::uint16_t> latest_{0};
  std::mutex lock_;  ///< of servers_
  std::vector<Server> servers_;
};

}  // namespace workchat::capi
