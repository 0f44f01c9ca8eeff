#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bench {

enum Opcode : unsigned { op_text = 1, op_close = 8, op_ping = 9, op_pong = 10 };

/// A frame as a server sends it (RFC 6455, section 5.2): not masked, and here never in fragments.
struct WsFrame {
  unsigned opcode = 0;
  std::string_view payload;
  std::size_t size = 0;  ///< with its header; 0: not all of it is there
};

inline WsFrame first_frame(std::string_view bytes) {
  if (bytes.size() < 2) return {};
  const auto byte = [bytes](std::size_t i) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i]));
  };
  std::size_t length = byte(1) & 0x7F;
  const std::size_t header = length < 126 ? 2 : length == 126 ? 4 : 10;
  if (bytes.size() < header) return {};
  if (header > 2) length = 0;
  for (std::size_t i = 2; i < header; ++i) length = length << 8 | byte(i);
  if (bytes.size() - header < length) return {};
  return {static_cast<unsigned>(byte(0) & 0x0F), bytes.substr(header, length), header + length};
}

/// As a client must send it: masked.
inline void append_masked_frame(std::string& to, Opcode opcode, std::string_view payload) {
  static constexpr char mask[4] = {'\x37', '\x5a', '\x21', '\x3d'};
  to += static_cast<char>(0x80 | opcode);
  if (payload.size() < 126) {
    to += static_cast<char>(0x80 | payload.size());
  } else {
    to += static_cast<char>(0x80 | 126);
    to += static_cast<char>(payload.size() >> 8);
    to += static_cast<char>(payload.size() & 0xFF);
  }
  to.append(mask, 4);
  for (std::size_t i = 0; i < payload.size(); ++i) to += static_cast<char>(payload[i] ^ mask[i & 3]);
}

}  // namespace bench
