#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace workchat::testing {

/// What `ws_echo` was called with.
struct EchoOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 9001;     ///< 0: one of the system's choice
  std::int64_t size = 16 << 20;  ///< bytes of the largest message
  bool deflate = true;
};

/// None: the call makes no sense.
std::optional<EchoOptions> read_options(int count, char** words);

}  // namespace workchat::testing
