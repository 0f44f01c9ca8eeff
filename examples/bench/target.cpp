#include "target.hpp"

#include <cstring>
#include <fstream>

#include "clock.hpp"

namespace bench {
namespace {

/// Transactions that a server's SQLite has made: the counter in its WAL index
/// (sqlite.org/walformat.html, 2.1). It wraps, as it may.
std::uint32_t commits_in(const std::string& folder) {
  if (folder.empty()) return 0;
  std::ifstream index(folder + "/workchat.db-shm", std::ios::binary);
  char header[12] = {};
  index.read(header, sizeof header);
  std::uint32_t changes = 0;
  std::memcpy(&changes, header + 8, sizeof changes);
  return changes;
}

}  // namespace

Measurement::Measurement(const Target& target)
    : server_(target.pid),
      folder_(target.folder),
      begun_ns_(now_ns()),
      server_cpu_ns_(server_.cpu_ns()),
      own_cpu_ns_(bench::own_cpu_ns()),
      commits_(commits_in(target.folder)) {}

void Measurement::stop() {
  ended_ns_ = now_ns();
  server_cpu_ns_ = server_.cpu_ns() - server_cpu_ns_;
  own_cpu_ns_ = bench::own_cpu_ns() - own_cpu_ns_;
  commits_ = commits_in(folder_) - commits_;
}

void Measurement::tell_cost(Report& report, const std::string& each, std::uint64_t count) const {
  if (!server_.measures() || count == 0) return;
  report.set("server_cpu_us_per_" + each,
             static_cast<double>(server_cpu_ns_) / 1e3 / static_cast<double>(count));
}

void Measurement::tell_commits(Report& report, std::uint64_t messages) const {
  if (commits_ > 0) report.set("messages_per_commit", static_cast<double>(messages) / commits_);
}

void Measurement::tell_process(Report& report) const {
  if (server_.measures()) report.set("server_rss_bytes", server_.rss_bytes());
  report.set("own_cpu_share", static_cast<double>(own_cpu_ns_) / 1e9 / seconds());
}

}  // namespace bench
