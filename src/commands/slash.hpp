#pragma once

#include <string>
#include <string_view>
#include <variant>

#include <workchat/request.hpp>
#include <workchat/result.hpp>

#include "commands/words.hpp"

namespace workchat::commands {

/// A slash command, read. What it asks is a verb, or a text that is answered at once (/help).
struct Slash {
  std::string_view command;  ///< canonical: "users" for /usuarios
  std::variant<Verb, std::string> ask;
};

/// `text` begins with one '/'. `room` is where it was written (may be empty).
/// Errors: unknown_command, invalid (an argument).
Result<Slash> read_slash(std::string_view text, std::string_view room, Language language);
/// What the one who asked is told, as a `notice`. Empty: nothing (what /me posts is seen by itself).
std::string say(const Slash& slash, const Answer& answer, Language language);

/// A message's text begins with "/": a slash command; with "//": the text without the first of them.
bool is_slash(std::string_view text);
std::string_view unescape_slash(std::string_view text);

}  // namespace workchat::commands
