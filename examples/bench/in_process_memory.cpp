#include <memory>
#include <optional>
#include <vector>

#include <malloc.h>

#include "in_process.hpp"
#include "scratch.hpp"

namespace bench {
namespace {

/// What is allocated now, with the allocator's own share of each piece.
double allocated() {
  const struct mallinfo2 now = mallinfo2();
  return static_cast<double>(now.uordblks + now.hblkhd);
}

workchat::Engine open_filled(const ScratchFolder& folder) {
  return open_engine(must(workchat::open_store(sqlite_url(folder.path(), "off"))), Driver::host);
}

/// What an engine over this stock holds once it has started.
double engine_bytes(const Stock& stock) {
  const ScratchFolder folder;
  fill(*must(workchat::open_store(sqlite_url(folder.path(), "off"))), stock);
  const double before = allocated();
  const workchat::Engine engine = open_filled(folder);
  return allocated() - before;
}

/// Sessions that listen to nothing but their own log.
double session_bytes(std::int64_t count) {
  const ScratchFolder folder;
  fill(*must(workchat::open_store(sqlite_url(folder.path(), "off"))), {count, 0, 0, 0});
  workchat::Engine engine = open_filled(folder);
  std::vector<workchat::Session> sessions;
  sessions.reserve(static_cast<std::size_t>(count));
  const double before = allocated();
  for (std::int64_t i = 0; i < count; ++i)
    sessions.push_back(must(engine.connect(workchat::Identity{user_name(i), {}, {}, {}})));
  return (allocated() - before) / static_cast<double>(count);
}

}  // namespace

Report run_memory(const MemoryOptions& options) {
  mallopt(M_ARENA_MAX, 1);  // mallinfo2 sees the first arena only
  const auto count = static_cast<double>(options.count);
  Report report("in-process memory");
  report.set("count", options.count);
  const double first = engine_bytes({1, 0, 0, 0});  // with what SQLite and OpenSSL make once
  const double base = engine_bytes({1, 0, 0, 0});
  report.set("first_engine_bytes", first);
  report.set("engine_bytes", base);
  {
    const double before = allocated();
    const workchat::Engine engine = open_engine(must(workchat::open_store("memory:")), Driver::thread);
    report.set("engine_in_memory_bytes", allocated() - before);
  }
  report.set("empty_room_bytes", (engine_bytes({1, options.count, 0, 0}) - base) / count);
  report.set("room_of_one_bytes", (engine_bytes({1, options.count, 1, 0}) - base) / count);
  report.set("room_with_a_log_bytes", (engine_bytes({1, options.count, 1, options.count}) - base) / count);
  report.set("account_bytes", (engine_bytes({1 + options.count, 0, 0, 0}) - base) / count);
  report.set("idle_session_bytes", session_bytes(options.count));
  return report;
}

}  // namespace bench
