#include "clock.hpp"
#include "in_process.hpp"
#include "scratch.hpp"

namespace bench {

Report run_start(const StartOptions& options) {
  const ScratchFolder folder;
  fill(*must(workchat::open_store(sqlite_url(folder.path(), "off"))), options.stock);
  Histogram store_took, engine_took, listening_after, cpu;
  for (std::int64_t i = 0; i < options.runs; ++i) {
    const std::int64_t began = now_ns(), used = own_cpu_ns();
    auto store = must(workchat::open_store(sqlite_url(folder.path(), "full")));
    store_took.record(now_ns() - began);
    const std::int64_t opened = now_ns();
    workchat::Engine engine = open_engine(std::move(store), Driver::thread);
    engine_took.record(now_ns() - opened);
    const workchat::Server server = must(workchat::serve(engine, "127.0.0.1:0"));
    listening_after.record(now_ns() - began);
    cpu.record(own_cpu_ns() - used);
  }
  Report report("in-process start");
  report.set("users", options.stock.users);
  report.set("rooms", options.stock.rooms);
  report.set("members", options.stock.members);
  report.set("stored", options.stock.messages);
  report.set("store_us", store_took);
  report.set("engine_us", engine_took);
  report.set("listening_us", listening_after);
  report.set("cpu_us", cpu);
  return report;
}

}  // namespace bench
