#include <string>

#include <benchmark/benchmark.h>

#include "bench/micro_loads.hpp"
#include "protocol/write.hpp"
#include "server/frames.hpp"

namespace workchat::testing {
namespace {

void decode(benchmark::State& state) {
  DecodeLoad load;
  for (auto _ : state) load.run();
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(decode);

void encode(benchmark::State& state) {
  const EventPtr event = message_event(1);
  for (auto _ : state) benchmark::DoNotOptimize(protocol::write_event(*event));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(encode);

void frame(benchmark::State& state) {
  const std::string json = protocol::write_event(*message_event(1));
  std::string frames;
  for (auto _ : state) {
    frames.clear();
    server::append_frame(frames, server::Opcode::text, json);
    benchmark::DoNotOptimize(frames.data());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(frame);

void encode_and_chunk(benchmark::State& state) {
  ChunkLoad load;
  for (auto _ : state) load.run();
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(told_at_once));
}
BENCHMARK(encode_and_chunk);

/// The argument is how many members the room has; an item is a delivery.
void flush(benchmark::State& state) {
  FlushLoad load(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) load.run();
  state.SetItemsProcessed(state.iterations() * state.range(0) * static_cast<std::int64_t>(told_at_once));
}
BENCHMARK(flush)->Arg(100)->Arg(1'000)->Arg(10'000);

}  // namespace
}  // namespace workchat::testing
