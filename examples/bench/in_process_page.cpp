#include "clock.hpp"
#include "in_process.hpp"
#include "scratch.hpp"

namespace bench {

Report run_page(const PageOptions& options) {
  constexpr std::int64_t page = 50;
  const ScratchFolder folder;
  fill(*must(workchat::open_store(sqlite_url(folder.path(), "off"))), {1, 1, 1, options.stored});
  workchat::Engine engine =
      open_engine(must(workchat::open_store(sqlite_url(folder.path(), "full"))), options.driver);
  workchat::Session session = must(engine.connect({user_name(0)}));
  workchat::Room room = must(session.join(room_name(0)));
  Histogram took;
  for (std::int64_t i = 0; i < options.pages; ++i) {
    const std::int64_t began = now_ns();
    const workchat::Page newest = must(room.history(page));
    took.record(now_ns() - began);
    if (static_cast<std::int64_t>(newest.entries.size()) != std::min(page, options.stored))
      throw std::runtime_error("a page of another size");
  }
  Report report("in-process page");
  report.set("driver", options.driver == Driver::host ? "host" : "thread");
  report.set("stored", options.stored);
  report.set("page_us", took);
  return report;
}

}  // namespace bench
