#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace bench {

/// Where the server is: an IPv4 address, as text.
struct Endpoint {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8000;
};

/// A connected TCP socket without Nagle's delay. Errors: std::system_error.
class Socket {
 public:
  enum class Open { wait, at_once };
  /// `at_once`: returns before it is connected, and never blocks.
  explicit Socket(const Endpoint& endpoint, Open open = Open::wait);
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept;
  ~Socket();

  int fd() const { return fd_; }
  void never_block();
  /// TCP acknowledges what comes as it is read, until this end speaks again. Else the kernel takes a client
  /// that spoke after it heard for an interactive one, whose acknowledgements wait; sending to that one costs
  /// the server more, so peers that speak less look better.
  void acknowledge_at_once();
  /// The next close takes back what was not sent, and tells the peer so: a cut.
  void cut_on_close();
  /// Everything, on a blocking socket.
  void send_all(std::string_view bytes);
  /// How many of the bytes the system took; 0: none now, or never: then `receive` tells the end.
  std::size_t send_some(std::string_view bytes);
  /// How many bytes came; 0: the stream has ended, -1: none now, on a socket that never blocks.
  std::ptrdiff_t receive(char* into, std::size_t size);

 private:
  int fd_;
};

/// As many descriptors as this process may have.
void raise_descriptor_limit();

}  // namespace bench
