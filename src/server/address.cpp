#include "server/address.hpp"

#include <asio/io_context.hpp>

#include <algorithm>
#include <string>

#include "base/encoding.hpp"

namespace workchat::server {
namespace {

Error no_address(std::string message) {
  Error error;
  error.code = Errc::invalid;
  error.message = std::move(message);
  error.field = "address";
  return error;
}

}  // namespace

Peer peer_of(asio::ip::address address) {
  // IPv4 that came by a dual-stack socket is IPv4.
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  }
  const std::string text = address.to_string();
  if (address.is_v4()) return {text, text};
  auto bytes = address.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
  return {text, asio::ip::address_v6(bytes).to_string() + "/64"};
}

std::optional<Peer> read_peer(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (!text.empty() && text[0] == '[') {
    text = text.substr(1, std::min(text.find(']'), text.size()) - 1);
  } else if (colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos) {
    text = text.substr(0, colon);
  }
  asio::error_code error;
  const asio::ip::address address = asio::ip::make_address(text, error);
  if (error || text.find('%') != std::string_view::npos) return std::nullopt;
  return peer_of(address);
}

Result<asio::ip::tcp::endpoint> read_address(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos) return no_address("an address is host:port");
  const auto port = base::to_integer(address.substr(colon + 1));
  if (!port || *port < 0 || *port > 65535) return no_address("a port is 0 to 65535");
  std::string host(address.substr(0, colon));
  const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (!bracketed && host.find(':') != std::string::npos)
    return no_address("an IPv6 address stands in brackets");

  const auto number = static_cast<std::uint16_t>(*port);
  if (host.empty()) return asio::ip::tcp::endpoint(asio::ip::tcp::v6(), number);
  asio::error_code error;
  const asio::ip::address literal = asio::ip::make_address(host, error);
  if (!error) return asio::ip::tcp::endpoint(literal, number);
  asio::io_context context;
  asio::ip::tcp::resolver resolver(context);
  const auto found = resolver.resolve(host, std::to_string(number), error);
  if (error || found.empty()) return no_address("no such host: " + host);
  return found.begin()->endpoint();
}

}  // namespace workchat::server
