#pragma once

#include <string>
#include <string_view>

#include "commands/command.hpp"

/// The form of what a caller filled in: types, ranges, choices, and what is missing.
namespace workchat::commands {

Error invalid(std::string_view field, std::string message);

/// What stands in a path, a query or a form, as the field's type wants it. Errors: invalid.
Result<Value> from_text(const Field& field, std::string text);
/// Range and choices of a value whose type is right. Errors: invalid.
Status check(const Field& field, const Value& value, const Limits& limits);
/// Errors: invalid, with the first required field that is missing.
Status check_complete(const Command& command, const Args& args);
/// One word of a "this|that" list.
bool is_choice(std::string_view choices, std::string_view word);

}  // namespace workchat::commands
