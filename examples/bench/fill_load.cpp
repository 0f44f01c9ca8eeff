// `fill`: puts accounts, rooms and messages into a data folder, without a server: the store takes them faster
// than any port.
#include "clock.hpp"
#include "loads.hpp"
#include "local_chat.hpp"

namespace bench {

Report run_fill(const FillOptions& options) {
  const std::int64_t began = now_ns();
  // Nothing is lost that could not be filled in again.
  fill(*must(workchat::open_store(sqlite_url(options.folder, "off"))), options.stock);
  Report report("fill");
  report.set("users", options.stock.users);
  report.set("rooms", options.stock.rooms);
  report.set("members", options.stock.members);
  report.set("messages", options.stock.messages);
  report.set("seconds", static_cast<double>(now_ns() - began) / 1e9);
  return report;
}

}  // namespace bench
