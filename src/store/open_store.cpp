#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <workchat/message_store.hpp>

#include "store/errors.hpp"
#include "store/stores.hpp"

namespace workchat {
namespace {

constexpr std::string_view memory_scheme = "memory:";
constexpr std::string_view sqlite_scheme = "sqlite:";

Error not_a_store(std::string message) {
  Error error = store::failure(Errc::invalid, std::move(message));
  error.field = "store";
  return error;
}

/// The text up to `mark`, which is taken off `rest` with it.
std::string_view cut(std::string_view& rest, char mark) {
  const auto at = rest.find(mark);
  const std::string_view first = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
  return first;
}

std::optional<store::Durability> to_durability(std::string_view word) {
  if (word == "full") return store::Durability::full;
  if (word == "normal") return store::Durability::normal;
  if (word == "off") return store::Durability::off;
  return std::nullopt;
}

Status set_option(store::SqliteOptions& options, std::string_view name, std::string_view value) {
  if (name == "durability") {
    const auto durability = to_durability(value);
    if (!durability) return not_a_store("durability is full, normal or off");
    options.durability = *durability;
    return Done{};
  }
  return not_a_store("unknown store option: " + std::string(name));
}

Result<store::SqliteOptions> sqlite_options(std::string_view rest) {
  store::SqliteOptions options;
  const bool asks = rest.find('?') != std::string_view::npos;
  options.folder = std::string(cut(rest, '?'));
  if (options.folder.empty() || options.folder.find('\0') != std::string::npos)
    return not_a_store("a SQLite store needs a folder: sqlite:FOLDER");
  if (asks && rest.empty()) return not_a_store("an option is missing after the question mark");
  while (!rest.empty()) {
    std::string_view value = cut(rest, '&');
    const std::string_view name = cut(value, '=');
    if (Status set = set_option(options, name, value); !set) return set.error();
  }
  return options;
}

}  // namespace

Result<std::unique_ptr<MessageStore>> open_store(std::string_view url) {
  if (url == memory_scheme) return store::make_memory_store();
  if (url.substr(0, sqlite_scheme.size()) != sqlite_scheme)
    return not_a_store("a store is memory: or sqlite:FOLDER, not " + std::string(url));
  auto options = sqlite_options(url.substr(sqlite_scheme.size()));
  if (!options) return options.error();
  return store::open_sqlite_store(std::move(options).value());
}

}  // namespace workchat
