#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include <workchat/engine.hpp>
#include <workchat/server.hpp>

#include "server/tls.hpp"

namespace workchat::server {

/// How many connections each address has. Threads: any.
class AddressCounts {
 public:
  /// False: it has `most` already.
  bool add(const std::string& address_key, std::int64_t most);
  void remove(const std::string& address_key);

 private:
  std::mutex lock_;
  std::unordered_map<std::string, std::int64_t> counts_;
};

/// What all threads of a server have in common.
struct Shared {
  Engine engine;
  ServerOptions options;
  std::shared_ptr<TlsContext> tls;  ///< read and replaced as an atomic
  AddressCounts addresses;
  std::atomic<std::int64_t> bodies{0};  ///< what counts against limits.bodies

  bool trusts(const std::string& address) const;
};

}  // namespace workchat::server
