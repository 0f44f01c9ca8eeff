#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

namespace server {

/// Writes lines to a descriptor on a thread of its own, so that nobody waits for what reads them. One that comes alone
/// is written at once, many that come together go in few writes: a process that ends out of order may take the lines of
/// the last 20 ms with it.
/// Threads: any for `add`.
class LineWriter {
 public:
  /// Makes the line that says how many were left out, because too much waited or could not be written.
  using Lost = std::function<std::string(std::size_t lines)>;

  LineWriter(int descriptor, Lost lost);
  /// Writes what waits, for a second at most. A write that nobody takes may go on after that: the descriptor stays open.
  ~LineWriter();
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  void add(std::string_view line);

  static constexpr std::size_t most_waiting = 1 << 20;  ///< bytes, beside as many that are being written

 private:
  class Work;

  const std::shared_ptr<Work> work_;
  std::thread thread_;
};

}  // namespace server
