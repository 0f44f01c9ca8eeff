#pragma once

#include <optional>
#include <string>

#include "server/http_request.hpp"
#include "server/http_response.hpp"

namespace workchat::server {

/// What a good opening handshake (RFC 6455, section 4.2) asked for.
struct WsTerms {
  std::string accept;        ///< Sec-WebSocket-Accept
  bool subprotocol = false;  ///< workchat.v1 was offered
  std::string extension;     ///< permessage-deflate as agreed; empty: not
  int window_bits = 0;       ///< of what we compress; 0: nothing
};

/// Checks all that websocketpp does not. False: `refused` is the answer.
bool check_handshake(const HttpRequest& request, WsTerms& terms, HttpResponse& refused);
/// The 101.
std::string write_upgrade(const WsTerms& terms, std::string_view date);

}  // namespace workchat::server
