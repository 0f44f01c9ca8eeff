#include "ws_client.hpp"

#include <optional>
#include <stdexcept>

namespace bench {

void WsClient::ask_to_open(const std::string& path, const std::string& token) {
  unsent_ += "GET " + path +
             " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  if (!token.empty()) unsent_ += "Authorization: Bearer " + token + "\r\n";
  unsent_ += "\r\n";
}

/// Bytes of the answer's head; 0: not all of it is there.
std::size_t WsClient::open_with(std::string_view bytes) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  if (bytes.substr(0, 12) != "HTTP/1.1 101") {
    throw std::runtime_error("a handshake was refused: " + std::string(bytes));
  }
  opened_ = true;
  return end + 4;
}

void WsClient::wait_until_opened(std::vector<char>& buffer) {
  while (!opened_) {
    receive(buffer, [](std::string_view) {});
    if (closed()) throw std::runtime_error("the server ended a handshake");
  }
}

std::string WsClient::wait_for(std::string_view beginning, std::vector<char>& buffer) {
  std::optional<std::string> found;
  while (!found) {
    receive(buffer, [&found, beginning](std::string_view frame) {
      if (!found && frame.substr(0, beginning.size()) == beginning) found = std::string(frame);
      if (frame.substr(0, 15) == R"({"type":"error")")
        throw std::runtime_error("the server says " + std::string(frame));
    });
    if (closed())
      throw std::runtime_error("the server ended a connection with " + std::to_string(close_code_));
  }
  return *found;
}

bool WsClient::flush() {
  if (closed()) unsent_.clear();
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
  if (!closed()) close_code_ = code;
}

}  // namespace bench
