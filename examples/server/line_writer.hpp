#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace server {

/// Writes lines to a descriptor on a thread of its own, so that nobody waits for what reads them. One that comes alone
/// is written at once, many that come together go in few writes: what ends the process from outside may take the lines
/// of the last 20 ms with it.
/// Threads: any for `add`.
class LineWriter {
 public:
  /// Makes the line that says how many were left out, because too much waited.
  using Lost = std::function<std::string(std::size_t lines)>;

  LineWriter(int descriptor, Lost lost);
  /// Writes what waits; what nobody has read after a second is lost.
  ~LineWriter();
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  void add(std::string_view line);

  static constexpr std::size_t most_waiting = 1 << 20;  ///< bytes

 private:
  void run();
  /// Returns how many lines were not written: the disk is full, or nobody reads any more.
  std::size_t write(std::string_view lines);
  bool wait_until_writable();

  const int descriptor_;
  const Lost lost_;
  std::mutex lock_;
  std::condition_variable changed_;
  std::string waiting_;
  std::size_t left_out_ = 0;
  bool idle_ = false;  ///< the thread waits for a line
  bool stopping_ = false;
  std::chrono::steady_clock::time_point stop_by_;
  std::thread thread_;
};

}  // namespace server
