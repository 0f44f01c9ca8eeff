#pragma once

#include <string_view>

#include "commands/command.hpp"
#include "protocol/json.hpp"
#include "protocol/read.hpp"
#include "protocol/url.hpp"

/// From what a door was given to the fields of a command, and from there to what is asked.
namespace workchat::protocol {

/// Takes the fields of a row out of an object. What the path has said stands; what the row does not know is
/// passed over. Errors: bad_request (a field twice), invalid.
Status fill(commands::Args& args, const commands::Command& command, json::Value object, const Limits& limits);
/// The same out of a query or a form. Errors: invalid (also for a field twice).
Status fill(commands::Args& args, const commands::Command& command, const Pairs& pairs, const Limits& limits);
/// The fields that stand in the path, still as texts. Errors: invalid.
Status fill_path(commands::Args& args, const commands::Command& command, const commands::Args& path,
                 const Limits& limits);

/// The verb, or the slash command that its text is. Errors: invalid, unknown_command.
Result<Ask> make_ask(const commands::Command& command, const commands::Args& args,
                     commands::Language language);

}  // namespace workchat::protocol
