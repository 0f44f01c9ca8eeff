#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <memory>

namespace workchat::server {

/// What came of one attempt on a non-blocking socket.
enum class IoState {
  done,
  wants_read,   ///< again when there is something to read
  wants_write,  ///< again when there is room to write
  ended,        ///< the peer sends no more
  failed,
};

struct Io {
  IoState state = IoState::done;
  std::size_t bytes = 0;  ///< of a write that is to be tried again: those it must begin with then
};

/// The bytes of a connection, plain or through TLS. It borrows the descriptor.
class Stream {
 public:
  virtual ~Stream() = default;
  virtual Io read_some(char* out, std::size_t size) = 0;
  virtual Io write_some(const iovec* pieces, int count) = 0;
  /// Says that nothing more will be sent.
  virtual void end_writing() = 0;
  /// Bytes that were taken from the socket but not read yet: no wait would tell of them.
  virtual bool holds_bytes() const { return false; }
  virtual bool secure() const { return false; }
};

std::unique_ptr<Stream> plain_stream(int descriptor);

}  // namespace workchat::server
