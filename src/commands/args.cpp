#include <utility>

#include "commands/command.hpp"

namespace workchat::commands {

void Args::set(std::string_view name, Value value) {
  for (auto& [known, old] : values_) {
    if (known == name) {
      old = std::move(value);
      return;
    }
  }
  values_.emplace_back(name, std::move(value));
}

const Value* Args::find(std::string_view name) const {
  for (const auto& [known, value] : values_) {
    if (known == name) return &value;
  }
  return nullptr;
}

std::optional<std::string> Args::maybe_text(std::string_view name) const {
  const Value* value = find(name);
  const auto* text = value ? std::get_if<std::string>(value) : nullptr;
  return text ? std::optional(*text) : std::nullopt;
}

std::optional<std::int64_t> Args::maybe_integer(std::string_view name) const {
  const Value* value = find(name);
  const auto* number = value ? std::get_if<std::int64_t>(value) : nullptr;
  return number ? std::optional(*number) : std::nullopt;
}

std::string Args::text(std::string_view name, std::string_view missing) const {
  return maybe_text(name).value_or(std::string(missing));
}

std::int64_t Args::integer(std::string_view name, std::int64_t missing) const {
  return maybe_integer(name).value_or(missing);
}

bool Args::boolean(std::string_view name, bool missing) const {
  const Value* value = find(name);
  const auto* flag = value ? std::get_if<bool>(value) : nullptr;
  return flag ? *flag : missing;
}

}  // namespace workchat::commands
