#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace workchat::server {

/// The frames of RFC 6455. websocketpp takes their headers apart, judges UTF-8 and hashes the key, inside
/// frames.cpp only; its processor is too lax for a port that strangers reach.

enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// A message, put together and checked; or why the connection has to be failed.
struct FrameEvent {
  enum class What { nothing, message, failure };
  What what = What::nothing;
  Opcode opcode = Opcode::text;
  std::string payload = {};
  std::uint16_t close_code =
      0;  ///< of a failure: what to close with; of a close: what the peer said (1005: none)
};

/// Reads what a client sends, and fails at the first byte that breaks a rule. Between messages it keeps
/// nothing.
class FrameReader {
 public:
  /// `most`: bytes of a message, inflated. `deflate`: permessage-deflate was negotiated.
  FrameReader(std::size_t most, bool deflate);
  ~FrameReader();

  /// Reads until a message is complete or the bytes are used up; unmasks in place. `used`: how many were
  /// read. Not to be called after a failure.
  FrameEvent read(char* bytes, std::size_t size, std::size_t& used);

 private:
  struct Message;

  // Each is 0, or the code to close with.
  std::uint16_t read_header(const char* bytes, std::size_t size, std::size_t& used);
  std::uint16_t check_first_bytes() const;
  std::uint16_t begin_frame();
  std::uint16_t begin_data(std::uint64_t size);
  std::uint16_t add_data(const char* bytes, std::size_t size);
  FrameEvent end_frame();
  FrameEvent end_message();

  void unmask(char* bytes, std::size_t size);
  Opcode opcode() const { return static_cast<Opcode>(header_[0] & 0x0f); }
  bool final() const { return (header_[0] & 0x80) != 0; }

  std::size_t most_;
  bool deflate_;
  bool in_payload_ = false;
  std::uint8_t header_size_ = 0;  // bytes of the header that have come
  std::array<unsigned char, 14> header_{};
  std::array<unsigned char, 4> key_{};  // turned so that it begins at the next byte
  std::uint64_t left_ = 0;              // of the frame's payload
  std::string control_;
  std::unique_ptr<Message> message_;  // the one in flight
};

/// Appends one unmasked frame, as a server sends it.
void append_frame(std::string& out, Opcode opcode, std::string_view payload);
/// The same, compressed; `window_bits` as permessage-deflate was negotiated.
void append_compressed(std::string& out, Opcode opcode, std::string_view payload, int window_bits);
/// The same where that is worth it, and else as it is.
void append_deflated(std::string& out, std::string_view payload, Opcode opcode = Opcode::text,
                     int window_bits = 15);
/// Whether `append_deflated` would compress it.
bool worth_deflating(std::string_view payload);
/// A close frame; 1005: without a code.
std::string close_frame(std::uint16_t code, std::string_view reason);

/// `Sec-WebSocket-Accept` for a `Sec-WebSocket-Key`.
std::string accept_key(std::string_view key);

}  // namespace workchat::server
