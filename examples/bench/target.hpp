#pragma once

#include <cstdint>
#include <string>

#include "process_meter.hpp"
#include "report.hpp"
#include "socket.hpp"

namespace bench {

/// The server that is loaded.
struct Target {
  Endpoint endpoint;
  int pid = 0;         ///< its process, to be measured; 0: it is not
  std::string folder;  ///< its data folder, to count its commits; empty: they are not counted
};

/// From its making to `stop`: what the server and this process used.
class Measurement {
 public:
  explicit Measurement(const Target& target);
  void stop();

  double seconds() const { return static_cast<double>(ended_ns_ - begun_ns_) / 1e9; }
  /// Where the server is measured: its CPU for each of `count`, as `server_cpu_us_per_<each>`.
  void tell_cost(Report& report, const std::string& each, std::uint64_t count) const;
  /// Where they are counted: how many messages a commit held.
  void tell_commits(Report& report, std::uint64_t messages) const;
  /// The server's memory, and how busy this process was: at 1 it was what held things up.
  void tell_process(Report& report) const;

 private:
  ProcessMeter server_;
  std::string folder_;
  std::int64_t begun_ns_;
  std::int64_t ended_ns_ = 0;
  std::int64_t server_cpu_ns_;
  std::int64_t own_cpu_ns_;
  std::uint32_t commits_;
};

}  // namespace bench
