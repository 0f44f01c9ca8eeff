#pragma once

#include <sys/socket.h>
#include <sys/uio.h>

#include <cstddef>
#include <memory>
#include <system_error>
#include <vector>

struct io_uring;

namespace workchat::server {

class WriteQueue;

/// What waits for many plain sockets, sent in one call of the system (io_uring(7)) where each by itself would be one.
/// Threads: the one that opened it, and any that ends it after that one. Memory: the system's and ours, half a KiB for
/// each of the most sockets.
class SendRing {
 public:
  SendRing();
  ~SendRing();

  /// At most so many sockets a call, at least 2. Errors: what the system says that has no io_uring, one older than
  /// Linux 6.1's, or forbids it; then nothing is ever sent here.
  std::error_code open(std::size_t most);
  /// False for good, too, once the system took less than it was given.
  bool is_open() const { return ring_ && !broken_; }

  /// Has what `queue` begins with sent, by the next `submit` at the latest. Till then the queue must stay as it is, and
  /// not be added again.
  void add(int socket, WriteQueue& queue);
  /// What the sockets took has gone from their queues. What they did not is still there, and all of it where a socket
  /// has failed: who writes to it next is told.
  void submit();

 private:
  struct Send {
    WriteQueue* queue;
    msghdr message;
  };

  void take_answer();

  std::unique_ptr<io_uring> ring_;
  bool broken_ = false;
  std::size_t most_ = 0;
  // The system looks at both until it has answered: they stay where they are.
  std::vector<Send> sends_;
  std::unique_ptr<iovec[]> pieces_;
  std::size_t pieces_used_ = 0;
};

}  // namespace workchat::server
