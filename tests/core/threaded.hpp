#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "core/stage.hpp"

/// An engine whose loop has a thread of its own.
namespace workchat::testing {

/// For what another thread has to do first.
template <typename Sign>
bool soon(Sign sign) {
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!sign()) {
    if (std::chrono::steady_clock::now() > patience) return false;
    std::this_thread::yield();
  }
  return true;
}

/// Knows on which thread the last turn was.
class Watcher final : public Policy {
 public:
  bool fast() const override { return true; }
  Status review(const RoomView&, const User&, Draft&) override {
    thread = std::this_thread::get_id();
    return Done{};
  }
  std::atomic<std::thread::id> thread{};
};

inline Engine threaded(Options options) {
  options.limits.rate = 0;
  options.authentication = plain_authentication();
  return Engine::open(std::move(options)).value();
}

inline Engine threaded(std::shared_ptr<Policy> policy, const std::string& store = "memory:") {
  Options options;
  options.store = open_store(store).value();
  if (policy) options.policies = {std::move(policy)};
  return threaded(std::move(options));
}

/// On a store that counts what it is asked to keep.
inline Engine threaded(FaultyStore*& store, TimeMs pace = 250, std::shared_ptr<Policy> policy = nullptr) {
  auto counting = std::make_unique<FaultyStore>([] { return open_store("memory:").value(); });
  store = counting.get();
  Options options;
  options.store = std::move(counting);
  options.limits.pace_ms = pace;
  if (policy) options.policies = {std::move(policy)};
  return threaded(std::move(options));
}

inline SignedIn registered(Engine& engine) {
  const SignedIn ana = get<SignedIn>(engine.call({{}, verb::Register{"ana", "password", "Ana", "phone"}, {}}));
  get<Joined>(engine.call({device(ana), verb::Join{"general", {}, false, {}, 0}, {}}));
  return ana;
}

}  // namespace workchat::testing
