#include "support/ws_echo/options.hpp"

#include <charconv>
#include <string_view>

namespace workchat::testing {
namespace {

template <typename Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number >= 0;
}

bool take(std::string_view name, std::string_view value, EchoOptions& options) {
  if (name == "--port") return read_number(value, options.port);
  if (name == "--size") return read_number(value, options.size);
  if (name == "--address") {
    options.address = value;
    return true;
  }
  if (name != "--deflate" || (value != "on" && value != "off")) return false;
  options.deflate = value == "on";
  return true;
}

}  // namespace

std::optional<EchoOptions> read_options(int count, char** words) {
  EchoOptions options;
  for (int i = 1; i < count; i += 2) {
    if (i + 1 == count || !take(words[i], words[i + 1], options)) return std::nullopt;
  }
  return options;
}

}  // namespace workchat::testing
