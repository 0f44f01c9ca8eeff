#pragma once

#include <asio/ip/tcp.hpp>

#include <optional>
#include <string>
#include <string_view>

#include <workchat/result.hpp>

namespace workchat::server {

/// Who is at the other end.
struct Peer {
  std::string address;  ///< as text, IPv4 where it is one
  std::string
      address_key;  ///< what connections and rates are counted by: one customer has all of an IPv6 /64
};
Peer peer_of(asio::ip::address address);
/// Of an address in a header, which may have a port. Nothing: it is none.
std::optional<Peer> read_peer(std::string_view text);

/// "host:port", "[v6]:port", or ":port" for every address of both families. A name is looked up.
/// Errors: invalid, field "address".
Result<asio::ip::tcp::endpoint> read_address(std::string_view address);

}  // namespace workchat::server
