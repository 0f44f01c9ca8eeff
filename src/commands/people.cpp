#include "commands/check.hpp"
#include "commands/fields.hpp"
#include "commands/rows.hpp"

namespace workchat::commands {

namespace {

Role role_of(std::string_view word) {
  if (word == "owner") return Role::owner;
  if (word == "moderator") return Role::moderator;
  return Role::member;
}

Result<Verb> make_list_users(const Args& args) {
  return Verb(verb::ListUsers{args.text("q"), args.boolean("online")});
}
Result<Verb> make_get_user(const Args& args) {
  return Verb(verb::GetUser{args.text("user")});
}
Result<Verb> make_open_direct(const Args& args) {
  return Verb(verb::OpenDirect{args.text("user")});
}
Result<Verb> make_list_room_users(const Args& args) {
  return Verb(verb::ListRoomUsers{args.text("room")});
}

Result<Verb> make_set_member(const Args& args) {
  return Verb(verb::SetMember{args.text("room"), args.text("user"), role_of(args.text("role"))});
}

Result<Verb> make_kick(const Args& args) {
  return Verb(verb::Kick{args.text("room"), args.text("user")});
}

template <bool on>
Result<Verb> make_ban(const Args& args) {
  return Verb(verb::Ban{args.text("room"), args.text("user"), on});
}

template <bool on>
Result<Verb> make_mute(const Args& args) {
  return Verb(verb::Mute{args.text("room"), args.text("user"), on, args.integer("for_ms")});
}

Result<Verb> make_moderate(const Args& args) {
  const std::string action = args.text("action");
  if (action != "mute" && args.find("for_ms")) return invalid("for_ms", "goes with mute only");
  if (action != "role" && args.find("role")) return invalid("role", "goes with the action role only");
  if (action == "kick") return make_kick(args);
  if (action == "ban") return make_ban<true>(args);
  if (action == "unban") return make_ban<false>(args);
  if (action == "mute") return make_mute<true>(args);
  if (action == "unmute") return make_mute<false>(args);
  if (!args.find("role")) return invalid("role", "is missing");
  return make_set_member(args);
}

constexpr std::int64_t ten_years_ms = 315'360'000'000;

constexpr Field for_ms() {
  Field field = integer("for_ms", 1, "how long; until unmuted when missing");
  field.most = ten_years_ms;
  return field;
}

// clang-format off
std::vector<Command> directory_rows() {
  return {
      {"users", "GET", "/rooms/{room}/users", "member", "Who is online in a room, and who its members are.",
       "RoomUsers", 200, {room_field}, make_list_room_users},
      {"people", "GET", "/users", "signed in", "The directory of users.", "Users", 200,
       {text("q", "how the name or display name begins"), boolean("online", "only who is connected now")},
       make_list_users},
      {"user", "GET", "/users/{user}", "signed in", "One user.", "User", 200, {user_field}, make_get_user},
      {"direct", "POST", "/direct", "signed in", "The direct room of the two, made when new.", "Room", 200,
       {user_field}, make_open_direct},
  };
}

std::vector<Command> moderation_rows() {
  return {
      {"moderate", "", "", "moderator; a role: owner",
       "Kicks, bans, mutes, or gives a role (which invites a non-member).", "Done", 200,
       {room_field, user_field,
        needed(one_of("action", "kick|ban|unban|mute|unmute|role", "what is done")), role_field, for_ms()},
       make_moderate},
      {"", "PUT", "/rooms/{room}/members/{user}", "member to invite, owner to give a role",
       "Invites, or changes a role.", "Done", 200,
       {room_field, user_field, needed(role_field)}, make_set_member},
      {"", "DELETE", "/rooms/{room}/members/{user}", "moderator", "Kicks.", "Done", 200,
       {room_field, user_field}, make_kick},
      {"", "PUT", "/rooms/{room}/bans/{user}", "moderator", "Bans.", "Done", 200, {room_field, user_field},
       make_ban<true>},
      {"", "DELETE", "/rooms/{room}/bans/{user}", "moderator", "Takes a ban back.", "Done", 200,
       {room_field, user_field}, make_ban<false>},
      {"", "PUT", "/rooms/{room}/mutes/{user}", "moderator", "Mutes, for a time or until unmuted.", "Done",
       200, {room_field, user_field, for_ms()}, make_mute<true>},
      {"", "DELETE", "/rooms/{room}/mutes/{user}", "moderator", "Unmutes.", "Done", 200,
       {room_field, user_field}, make_mute<false>},
  };
}
// clang-format on

}  // namespace

std::vector<Command> people_rows() {
  std::vector<Command> rows = directory_rows();
  for (Command& row : moderation_rows()) rows.push_back(std::move(row));
  return rows;
}

}  // namespace workchat::commands
