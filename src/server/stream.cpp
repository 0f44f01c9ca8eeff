#include "server/stream.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace workchat::server {
namespace {

class PlainStream final : public Stream {
 public:
  explicit PlainStream(int descriptor) : descriptor_(descriptor) {}

  Io read_some(char* out, std::size_t size) override {
    const ssize_t count = ::recv(descriptor_, out, size, 0);
    if (count > 0) return {IoState::done, static_cast<std::size_t>(count)};
    if (count == 0) return {IoState::ended};
    return {waits() ? IoState::wants_read : IoState::failed};
  }

  Io write_some(const iovec* pieces, int count) override {
    const ssize_t written = count == 1 ? ::send(descriptor_, pieces->iov_base, pieces->iov_len, MSG_NOSIGNAL)
                                       : send_gathered(pieces, count);
    if (written >= 0) return {IoState::done, static_cast<std::size_t>(written)};
    return {waits() ? IoState::wants_write : IoState::failed};
  }

  void end_writing() override { ::shutdown(descriptor_, SHUT_WR); }

 private:
  ssize_t send_gathered(const iovec* pieces, int count) const {
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(pieces);
    message.msg_iovlen = static_cast<std::size_t>(count);
    return ::sendmsg(descriptor_, &message, MSG_NOSIGNAL);
  }

  static bool waits() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

  int descriptor_;
};

}  // namespace

std::unique_ptr<Stream> plain_stream(int descriptor) {
  return std::make_unique<PlainStream>(descriptor);
}

}  // namespace workchat::server
