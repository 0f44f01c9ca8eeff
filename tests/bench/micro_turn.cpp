#include <benchmark/benchmark.h>

#include "bench/micro_loads.hpp"

namespace workchat::testing {
namespace {

/// The argument is how many messages the turn has.
void turn(benchmark::State& state) {
  const auto messages = static_cast<std::size_t>(state.range(0));
  TurnLoad load(messages);
  for (auto _ : state) load.run();
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
// The memory store keeps them all: so many that it does not grow out of the caches of every machine.
BENCHMARK(turn)->Arg(1)->Iterations(20'000);
BENCHMARK(turn)->Arg(64)->Iterations(1'000);

}  // namespace
}  // namespace workchat::testing
