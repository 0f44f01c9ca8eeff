#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace workchat::auth {

/// One JSON object (RFC 8259), as JOSE headers and claims are: its texts and whole numbers, by member name.
/// Other values are checked and remembered only by name.
class JsonObject {
 public:
  /// Strict: nothing around the object, UTF-8, no member twice (RFC 7515, section 4), at most `most_depth`
  /// levels. Empty optional: not such a text.
  static std::optional<JsonObject> read(std::string_view text);

  bool has(std::string_view name) const { return find(name) != nullptr; }
  /// Null: there is no such member, or it is of another type.
  const std::string* text(std::string_view name) const;
  const std::int64_t* integer(std::string_view name) const;

  static constexpr int most_depth = 8;

 private:
  friend class JsonReader;
  struct Other {};
  using Value = std::variant<Other, std::string, std::int64_t>;

  const Value* find(std::string_view name) const;

  std::vector<std::pair<std::string, Value>> members_;
};

/// `text` as a JSON string, in quotes.
std::string quoted(std::string_view text);

}  // namespace workchat::auth
