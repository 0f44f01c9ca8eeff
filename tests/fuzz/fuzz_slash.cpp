#include <string>

#include "base/text.hpp"
#include "commands/slash.hpp"
#include "fuzz/ask_shown.hpp"
#include "fuzz/fuzz.hpp"

// What somebody writes after a slash is a command or an error, and what is said to it is text.
namespace workchat::fuzz {
namespace {

using namespace commands;

void check_said(const Slash& slash, Language language, const std::string& text) {
  const User user{"u_1", text, text};
  RoomView room;
  room.id = room.name = room.topic = text;
  Joined joined;
  joined.room = room;
  const std::vector<UserRef> people(3, {"u_1", text});
  const Answer answers[] = {{Done{}},
                            {user},
                            {Users{{user, user}}},
                            {room},
                            {Rooms{{room, room}}},
                            {joined},
                            {RoomUsers{people, {}}},
                            {Receipt{}}};
  for (const Answer& answer : answers)
    expect(base::valid_utf8(say(slash, answer, language)), "what is said is UTF-8");
}

void read(const std::string& text, const std::string& room, Language language) {
  const auto slash = read_slash(text, room, language);
  if (!slash) {
    const bool known = slash.error().code == Errc::unknown_command || slash.error().code == Errc::invalid;
    return expect(known && base::valid_utf8(slash.error().message), "a bad command is said to be one");
  }
  const auto again = read_slash(text + " ", room, language);
  expect(again.ok() && again->command == slash->command, "a space at the end says nothing");
  if (const Verb* verb = std::get_if<Verb>(&slash->ask)) {
    expect_same(verb_shown(*verb), verb_shown(std::get<Verb>(again->ask)), "a space at the end says nothing");
    check_said(*slash, language, text);
  } else {
    expect(base::valid_utf8(std::get<std::string>(slash->ask)), "what is said is UTF-8");
  }
}

}  // namespace
}  // namespace workchat::fuzz

using namespace workchat;
using namespace workchat::fuzz;

// The first byte says the language and whether it was written in a room; the rest is the text.
FUZZ_TARGET(slash) {
  Choices choices(input);
  constexpr commands::Language languages[] = {commands::Language::en, commands::Language::es,
                                              commands::Language::pt};
  const commands::Language language = languages[choices.below(3)];
  Choices again(input);
  const std::string room = again.below(6) < 3 ? "general" : "";
  const std::string text(choices.rest());
  (void)commands::language_of(text);
  if (!base::valid_utf8(text)) return;
  expect(!commands::is_slash(text) || text[0] == '/', "a command begins with a slash");
  expect(commands::unescape_slash(text).size() + 1 >= text.size(), "one slash is taken off");
  if (commands::is_slash(text)) read(text, room, language);
}
