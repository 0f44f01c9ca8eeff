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
/// Threads: the one that opened it; once it has gone, the system may interrupt what that thread waits for (EINTR).
class SendRing {
 public:
  SendRing();
  ~SendRing();

  /// At most so many sockets a call, at least 2. Errors: what the system says that has no io_uring, an older one, or
  /// forbids it; then nothing is ever sent here.
  std::error_code open(std::size_t most);
  bool is_open() const { return ring_ != nullptr; }

  /// Has what `queue` begins with sent, by the next `submit` at the latest; till then it must stay as it is.
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
  std::size_t most_ = 0;
  // The system looks at both until it has answered: they have their room from the start.
  std::vector<Send> sends_;
  std::vector<iovec> pieces_;
};

}  // namespace workchat::server
