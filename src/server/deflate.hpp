#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace workchat::server {

/// permessage-deflate (RFC 7692) without context takeover on either side, so that one compressed frame serves
/// everybody who negotiated it and a connection keeps no stream between messages.

/// The answer to a `Sec-WebSocket-Extensions` offer; none where nothing in it can be served.
std::optional<std::string> negotiate_deflate(std::string_view offers);

/// A whole message's payload, without the empty block at its end.
std::string deflate_payload(std::string_view payload);

/// Takes the payload of one message apart, piece by piece.
class Inflater {
 public:
  enum class State { good, broken, too_large };

  Inflater();
  ~Inflater();

  /// Appends to `out`, and stops before it would be longer than `most`.
  State add(const unsigned char* bytes, std::size_t size, std::size_t most, std::string& out);
  /// The message is over; the stream's memory goes.
  void reset();

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace workchat::server
