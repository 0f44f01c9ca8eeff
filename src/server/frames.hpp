#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace workchat::server {

/// The frames of RFC 6455. websocketpp's processor does the work, inside frames.cpp only.

enum class Opcode : std::uint8_t { text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// A message, put together and checked; or why the connection has to be failed.
struct FrameEvent {
  enum class What { nothing, message, failure };
  What what = What::nothing;
  Opcode opcode = Opcode::text;
  std::string payload = {};
  std::uint16_t close_code =
      0;  ///< of a failure: what to close with; of a close: what the peer said (1005: none)
};

/// Reads what a client sends.
class FrameReader {
 public:
  /// `most`: bytes of a message, inflated. `deflate`: permessage-deflate was negotiated.
  FrameReader(std::size_t most, bool deflate);
  ~FrameReader();

  /// Reads until a message is complete or the bytes are used up; unmasks in place. `used`: how many were
  /// read.
  FrameEvent read(char* bytes, std::size_t size, std::size_t& used);

 private:
  class Processor;
  std::unique_ptr<Processor> processor_;
};

/// Appends one unmasked frame, as a server sends it.
void append_frame(std::string& out, Opcode opcode, std::string_view payload);
/// The same, compressed where that is worth it.
void append_deflated(std::string& out, std::string_view payload);
/// Whether `append_deflated` would compress it.
bool worth_deflating(std::string_view payload);
/// A close frame; 1005: without a code.
std::string close_frame(std::uint16_t code, std::string_view reason);

/// `Sec-WebSocket-Accept` for a `Sec-WebSocket-Key`.
std::string accept_key(std::string_view key);

}  // namespace workchat::server
