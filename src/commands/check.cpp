#include "commands/check.hpp"

#include <utility>

#include "base/encoding.hpp"

namespace workchat::commands {

namespace {

Status check_text(const Field& field, const std::string& text) {
  if (text.size() < static_cast<std::size_t>(field.least)) return invalid(field.name, "is empty");
  if (!field.choices.empty() && !is_choice(field.choices, text)) {
    return invalid(field.name, "is none of " + std::string(field.choices));
  }
  return Done{};
}

Status check_integer(const Field& field, std::int64_t number, const Limits& limits) {
  const std::int64_t most = most_of(field, limits);
  if (number >= field.least && number <= most) return Done{};
  return invalid(field.name,
                 "is not between " + std::to_string(field.least) + " and " + std::to_string(most));
}

}  // namespace

Error invalid(std::string_view field, std::string message) {
  Error error;
  error.code = Errc::invalid;
  error.field = field;
  error.message = "The field " + std::string(field) + " " + std::move(message) + ".";
  return error;
}

std::int64_t most_of(const Field& field, const Limits& limits) {
  return field.bound ? limits.*field.bound : field.most;
}

bool is_choice(std::string_view choices, std::string_view word) {
  while (!choices.empty()) {
    const std::size_t end = choices.find('|');
    if (choices.substr(0, end) == word) return true;
    choices.remove_prefix(end == std::string_view::npos ? choices.size() : end + 1);
  }
  return false;
}

Result<Value> from_text(const Field& field, std::string text) {
  switch (field.type) {
    case FieldType::text: return Value(std::move(text));
    case FieldType::integer:
      if (const auto number = base::to_integer(text)) return Value(*number);
      return invalid(field.name, "is not a whole number");
    case FieldType::boolean:
      if (text == "true" || text == "false") return Value(text == "true");
      return invalid(field.name, "is neither true nor false");
    case FieldType::list:
    case FieldType::map: break;
  }
  return invalid(field.name, "cannot be given here");
}

Status check(const Field& field, const Value& value, const Limits& limits) {
  if (!field.served) return invalid(field.name, "is not served yet");
  if (const auto* text = std::get_if<std::string>(&value)) return check_text(field, *text);
  if (const auto* number = std::get_if<std::int64_t>(&value)) return check_integer(field, *number, limits);
  return Done{};
}

Status check_complete(const Command& command, const Args& args) {
  for (const Field& field : command.fields) {
    if (field.required && !args.find(field.name)) return invalid(field.name, "is missing");
  }
  return Done{};
}

}  // namespace workchat::commands
