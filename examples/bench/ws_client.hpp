#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "socket.hpp"
#include "ws_frame.hpp"

namespace bench {

/// One WebSocket: opened with waiting, then used from an epoll loop without.
class WsClient {
 public:
  explicit WsClient(const Endpoint& endpoint) : socket_(endpoint) {}

  /// The opening handshake in two halves, so that many may be under way. The server's Sec-WebSocket-Accept is
  /// not checked: what is measured here is known to be a WebSocket server.
  void ask_to_open(const std::string& path, const std::string& token);
  void wait_until_open();
  /// From the opening until the loop: sends, and waits for the first text frame that begins so.
  void send_now(std::string_view text);
  std::string wait_for(std::string_view beginning);
  /// From here on nothing waits.
  void enter_loop() { socket_.set_blocking(false); }

  int fd() const { return socket_.fd(); }
  bool closed() const { return closed_; }
  /// Why the server closed: its code, or 1006.
  int close_code() const { return close_code_; }

  void queue(std::string_view text) { append_masked_frame(unsent_, op_text, text); }
  /// False: some is left, and the socket should be watched for room.
  bool flush();
  bool anything_unsent() const { return !unsent_.empty(); }

  /// Reads once into `buffer`, which all connections share, and hands each text frame over. The views die
  /// with the call.
  template <typename Take>
  void receive(std::vector<char>& buffer, Take&& take) {
    const std::size_t held = tail_.size();
    if (buffer.size() < 2 * held) buffer.resize(2 * held);  // one frame larger than the buffer
    std::memcpy(buffer.data(), tail_.data(), held);
    const auto got = socket_.receive(buffer.data() + held, buffer.size() - held);
    if (got == 0) return end(1006);
    if (got < 0) return;
    const std::size_t size = held + static_cast<std::size_t>(got);
    std::size_t at = 0;
    while (true) {
      const WsFrame frame = first_frame(buffer.data() + at, size - at);
      if (frame.size == 0) break;
      at += frame.size;
      if (frame.opcode == op_text) {
        take(frame.payload);
      } else {
        control(frame);
      }
    }
    tail_.assign(buffer.data() + at, size - at);
  }

 private:
  void control(const WsFrame& frame);
  void end(int code);

  Socket socket_;
  std::string tail_;  ///< the beginning of a frame
  std::string unsent_;
  bool closed_ = false;
  int close_code_ = 0;
};

}  // namespace bench
