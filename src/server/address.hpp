#pragma once

#include <asio/ip/tcp.hpp>

#include <string_view>

#include <workchat/result.hpp>

namespace workchat::server {

/// "host:port", "[v6]:port", or ":port" for every address of both families. A name is looked up.
/// Errors: invalid, field "address".
Result<asio::ip::tcp::endpoint> read_address(std::string_view address);

}  // namespace workchat::server
