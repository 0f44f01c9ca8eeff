#include "ports.hpp"

namespace workchat::capi {

#if WORKCHAT_SERVER

Status Ports::open(Engine& engine, std::string_view address) {
  auto server = serve(engine, address, options_);
  if (!server) return std::move(server).error();
  const std::lock_guard<std::mutex> hold(lock_);
  latest_ = server->port();
  servers_.push_back(*std::move(server));
  return Done{};
}

void Ports::close() {
  const std::lock_guard<std::mutex> hold(lock_);
  for (auto& server : servers_) server.stop();
}

#else

Status Ports::open(Engine&, std::string_view) {
  return Error{Errc::unavailable, "the library was built without WORKCHAT_SERVER", {}, {}, 0};
}

void Ports::close() {}

#endif

}  // namespace workchat::capi
