#include "commands/fields.hpp"
#include "commands/rows.hpp"

namespace workchat::commands {

// clang-format off
std::vector<Command> connection_rows() {
  return {
      {"ping", "", "", "a session", "Asks for a pong.", "Pong", 200, {}},
      {"auth", "", "", "a session", "Gives a live socket a fresh token.", "Done", 200,
       {text("token", "an access token"), text("name", "instead of a token: who signs in"),
        text("password", "with `name`")}},
      {"resume", "", "", "member of each",
       "Listens again, each room from where it stopped: one `joined` per room, then `ok`.", "Done", 200,
       {needed(map("rooms", "by room id: {\"epoch\",\"after\"}"))}},
  };
}
// clang-format on

}  // namespace workchat::commands
