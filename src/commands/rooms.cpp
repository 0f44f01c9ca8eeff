#include "commands/check.hpp"
#include "commands/fields.hpp"
#include "commands/rows.hpp"

namespace workchat::commands {

namespace {

RoomKind kind_of(std::string_view word) {
  if (word == "private") return RoomKind::closed;
  if (word == "announcement") return RoomKind::announcement;
  return RoomKind::open;
}

verb::CreateRoom draft_of(const Args& args) {
  verb::CreateRoom verb;
  verb.name = args.text("name");
  verb.password = args.text("password");
  verb.topic = args.text("topic");
  verb.kind = kind_of(args.text("kind"));
  return verb;
}

Result<Verb> make_list_rooms(const Args&) {
  return Verb(verb::ListRooms{});
}
Result<Verb> make_get_room(const Args& args) {
  return Verb(verb::GetRoom{args.text("room")});
}
Result<Verb> make_delete_room(const Args& args) {
  return Verb(verb::DeleteRoom{args.text("room")});
}
Result<Verb> make_leave(const Args& args) {
  return Verb(verb::Leave{args.text("room")});
}
Result<Verb> make_unlisten(const Args& args) {
  return Verb(verb::Unlisten{args.text("room")});
}

Result<Verb> make_create_room(const Args& args) {
  verb::CreateRoom verb = draft_of(args);
  verb.id = args.text("id");
  return Verb(std::move(verb));
}

/// A frame's `id` is the request's, so the room's id is `room` there; alone it is the name, as in the seed.
Result<Verb> make_create_by_frame(const Args& args) {
  verb::CreateRoom verb = draft_of(args);
  if (args.find("name")) {
    verb.id = args.text("room");
  } else if (args.find("room")) {
    verb.name = args.text("room");
  } else {
    return invalid("name", "is missing");
  }
  return Verb(std::move(verb));
}

Result<Verb> make_change_room(const Args& args) {
  verb::ChangeRoom verb;
  verb.room = args.text("room");
  verb.name = args.maybe_text("name");
  verb.topic = args.maybe_text("topic");
  verb.password = args.maybe_text("password");
  if (const auto kind = args.maybe_text("kind")) verb.kind = kind_of(*kind);
  return Verb(std::move(verb));
}

Result<Verb> make_join(const Args& args) {
  verb::Join verb;
  verb.room = args.text("room");
  verb.password = args.text("password");
  const bool epoch = args.find("epoch") != nullptr;
  if (epoch != (args.find("after") != nullptr)) {
    return invalid(epoch ? "after" : "epoch", "is missing: a resume names both");
  }
  verb.resume = epoch;
  verb.epoch = args.text("epoch");
  verb.after = args.integer("after");
  return Verb(std::move(verb));
}

constexpr Field name = text("name", "the name that is shown");
constexpr Field kind = one_of("kind", "public|private|announcement", "who may see and write");
constexpr Field door_password = text("password", "asked of who joins");
constexpr Field topic = text("topic", "a line on what it is about");

// clang-format off
std::vector<Command> setting_rows() {
  return {
      {"rooms", "GET", "/rooms", "signed in", "The rooms this user may see.", "Rooms", 200, {},
       make_list_rooms},
      {"", "POST", "/rooms", "signed in", "Makes a room; the maker is its owner.", "Room", 201,
       {needed(name), not_empty(text("id", "a slug; made from the name when missing")), kind, door_password, topic},
       make_create_room},
      {"create", "", "", "signed in", "Makes a room; the maker is its owner.", "Room", 201,
       {name, not_empty(text("room", "its id; without `name`: its name")), kind, door_password, topic},
       make_create_by_frame},
      {"room", "GET", "/rooms/{room}", "member, or a public room", "One room.", "Room", 200, {room_field},
       make_get_room},
      {"change", "PATCH", "/rooms/{room}", "owner; the topic: moderator",
       "Changes the settings of a room.", "Room", 200,
       {room_field, name, kind, text("password", "asked of who joins; empty: none"), topic},
       make_change_room},
      {"remove", "DELETE", "/rooms/{room}", "owner", "Deletes a room and its log.", "Done", 200, {room_field},
       make_delete_room},
  };
}

std::vector<Command> membership_rows() {
  return {
      {"join", "", "", "a room one may join",
       "Becomes a member and listens; with `epoch` and `after` it resumes.", "Joined", 200,
       {room_field, door_password, not_empty(text("epoch", "of the log, as last seen")),
        integer("after", 0, "the last entry that was seen"),
        count("history", 0, "how many messages come with it; 50 when missing")},
       make_join},
      {"", "POST", "/rooms/{room}/join", "a room one may join", "Becomes a member.", "Room", 200,
       {room_field, door_password}, make_join},
      {"leave", "POST", "/rooms/{room}/leave", "member", "Stops being a member.", "Done", 200, {room_field},
       make_leave},
      {"close", "", "", "a session", "Stops listening here, stays a member.", "Done", 200, {room_field},
       make_unlisten},
  };
}
// clang-format on

}  // namespace

std::vector<Command> room_rows() {
  std::vector<Command> rows = setting_rows();
  for (Command& row : membership_rows()) rows.push_back(std::move(row));
  return rows;
}

}  // namespace workchat::commands
