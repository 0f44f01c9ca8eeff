#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace workchat::server {

/// permessage-deflate (RFC 7692) without context takeover on either side, so that one compressed frame serves
/// everybody who negotiated it with the widest window, and a connection keeps no stream between messages.

constexpr int widest_window = 15;

/// What was agreed on.
struct DeflateTerms {
  std::string answer;               ///< the response's Sec-WebSocket-Extensions
  int window_bits = widest_window;  ///< of what the server sends: 8 to 15
};

/// The answer to a `Sec-WebSocket-Extensions` offer; none where nothing in it can be served.
std::optional<DeflateTerms> negotiate_deflate(std::string_view offers);
/// Whether the header follows the grammar of RFC 6455, section 9.1; an empty one does.
bool well_formed_extensions(std::string_view offers);

/// A whole message's payload, without the empty block at its end.
std::string deflate_payload(std::string_view payload, int window_bits = widest_window);

/// Takes the payload of one message apart, piece by piece.
class Inflater {
 public:
  enum class State { good, broken, too_large };

  Inflater();
  ~Inflater();

  /// Appends to `out`, and stops before it would be longer than `most`.
  State add(const unsigned char* bytes, std::size_t size, std::size_t most, std::string& out);
  /// The message is over. False: it was cut off. The stream's memory goes.
  bool finish();

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace workchat::server
