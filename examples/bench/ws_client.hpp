#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "socket.hpp"
#include "ws_frame.hpp"

namespace bench {

/// One WebSocket. Before `enter_loop` its calls wait; afterwards, and where it was made `at_once`, none does,
/// and an epoll loop says when to call.
class WsClient {
 public:
  explicit WsClient(const Endpoint& endpoint, Socket::Open open = Socket::Open::wait)
      : socket_(endpoint, open) {}

  /// Asks for the upgrade. The Sec-WebSocket-Accept of the answer is not checked: what is measured here is
  /// known to be a WebSocket server.
  void ask_to_open(const std::string& path, const std::string& token);
  bool opened() const { return opened_; }

  /// For those that wait. `buffer` is as for `receive`; frames before the one that begins so are dropped.
  void wait_until_opened(std::vector<char>& buffer);
  std::string wait_for(std::string_view beginning, std::vector<char>& buffer);
  void enter_loop() {
    socket_.never_block();
    socket_.acknowledge_at_once();
  }

  int fd() const { return socket_.fd(); }
  bool closed() const { return close_code_ != 0; }
  /// Why the server closed: its code, or 1006 without one.
  int close_code() const { return close_code_; }
  void cut_on_close() { socket_.cut_on_close(); }

  void queue(std::string_view text) { append_masked_frame(unsent_, op_text, text); }
  bool anything_unsent() const { return !unsent_.empty(); }
  /// False: some is left, and the socket should be watched for room.
  bool flush();

  /// Reads once into `buffer`, which many share, and hands over each text frame. The views die with the call.
  template <typename Take>
  void receive(std::vector<char>& buffer, Take&& take) {
    const std::size_t held = tail_.size();
    if (buffer.size() < 2 * held) buffer.resize(2 * held);  // a frame larger than the buffer
    std::memcpy(buffer.data(), tail_.data(), held);
    const auto got = socket_.receive(buffer.data() + held, buffer.size() - held);
    if (got == 0) return end(1006);
    if (got < 0) return;
    std::string_view bytes(buffer.data(), held + static_cast<std::size_t>(got));
    if (!opened_) bytes.remove_prefix(open_with(bytes));
    while (opened_) {
      const WsFrame frame = first_frame(bytes);
      if (frame.size == 0) break;
      bytes.remove_prefix(frame.size);
      if (frame.opcode == op_text) {
        take(frame.payload);
      } else {
        control(frame);
      }
    }
    tail_.assign(bytes);
  }

 private:
  std::size_t open_with(std::string_view bytes);
  void control(const WsFrame& frame);
  void end(int code);

  Socket socket_;
  std::string tail_;  ///< the beginning of a frame
  std::string unsent_;
  bool opened_ = false;
  int close_code_ = 0;
};

}  // namespace bench
