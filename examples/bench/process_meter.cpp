#include "process_meter.hpp"

#include <fstream>
#include <stdexcept>
#include <string>

#include <unistd.h>

#include "clock.hpp"

namespace bench {

ProcessMeter::ProcessMeter(int pid) : pid_(pid) {
  if (pid != 0 && clock_getcpuclockid(pid, &cpu_clock_) != 0) {
    throw std::runtime_error("there is no process " + std::to_string(pid));
  }
}

std::int64_t ProcessMeter::cpu_ns() const {
  return pid_ == 0 ? 0 : read_ns(cpu_clock_);
}

std::int64_t ProcessMeter::rss_bytes() const {
  if (pid_ == 0) return 0;
  std::ifstream pages("/proc/" + std::to_string(pid_) + "/statm");
  std::int64_t all = 0, resident = 0;
  pages >> all >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

}  // namespace bench
