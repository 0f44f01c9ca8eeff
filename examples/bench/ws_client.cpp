#include "ws_client.hpp"

#include <array>
#include <optional>
#include <stdexcept>

namespace bench {

void WsClient::ask_to_open(const std::string& path, const std::string& token) {
  std::string head = "GET " + path +
                     " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                     "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  if (!token.empty()) head += "Authorization: Bearer " + token + "\r\n";
  socket_.send_all(head + "\r\n");
}

void WsClient::wait_until_open() {
  std::string head;
  std::size_t end = 0;
  std::array<char, 4096> bytes;
  while ((end = head.find("\r\n\r\n")) == std::string::npos) {
    const auto got = socket_.receive(bytes.data(), bytes.size());
    if (got <= 0) throw std::runtime_error("the server ended a handshake");
    head.append(bytes.data(), static_cast<std::size_t>(got));
  }
  if (head.compare(0, 12, "HTTP/1.1 101") != 0) throw std::runtime_error("a handshake was refused: " + head);
  tail_ = head.substr(end + 4);
}

void WsClient::send_now(std::string_view text) {
  std::string frame;
  append_masked_frame(frame, op_text, text);
  socket_.send_all(frame);
}

std::string WsClient::wait_for(std::string_view beginning) {
  std::array<char, 65536> bytes;
  while (true) {
    std::size_t at = 0;
    std::optional<std::string> found;
    while (!found) {
      const WsFrame frame = first_frame(tail_.data() + at, tail_.size() - at);
      if (frame.size == 0) break;
      at += frame.size;
      if (frame.payload.substr(0, beginning.size()) == beginning) found = std::string(frame.payload);
      if (frame.payload.substr(0, 15) == "{\"type\":\"error\"") {
        throw std::runtime_error("the server says " + std::string(frame.payload));
      }
    }
    tail_.erase(0, at);
    if (found) return *found;
    const auto got = socket_.receive(bytes.data(), bytes.size());
    if (got <= 0) throw std::runtime_error("the server ended a connection");
    tail_.append(bytes.data(), static_cast<std::size_t>(got));
  }
}

bool WsClient::flush() {
  if (closed_) unsent_.clear();
  while (!unsent_.empty()) {
    const std::size_t sent = socket_.send_some(unsent_);
    if (sent == 0) return false;
    unsent_.erase(0, sent);
  }
  return true;
}

void WsClient::control(const WsFrame& frame) {
  if (frame.opcode == op_ping) {
    append_masked_frame(unsent_, op_pong, frame.payload);
  } else if (frame.opcode == op_close) {
    const auto byte = [&frame](std::size_t i) {
      return static_cast<int>(static_cast<unsigned char>(frame.payload[i]));
    };
    end(frame.payload.size() < 2 ? 1005 : byte(0) << 8 | byte(1));
  }
}

void WsClient::end(int code) {
  if (!closed_) close_code_ = code;
  closed_ = true;
}

}  // namespace bench
