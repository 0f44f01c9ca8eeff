#include "commands/check.hpp"
#include "commands/fields.hpp"
#include "commands/rows.hpp"

namespace workchat::commands {

namespace {

verb::Post post_of(const Args& args, std::string_view text_field) {
  verb::Post verb;
  verb.room = args.text("room");
  verb.text = args.text(text_field);
  verb.client_id = args.text("client_id");
  verb.reply_to = args.integer("reply_to");
  verb.format = args.text("format") == "markdown" ? Format::markdown : Format::plain;
  return verb;
}

Result<Verb> make_post(const Args& args) {
  return Verb(post_of(args, "text"));
}
Result<Verb> make_post_of_seed(const Args& args) {
  return Verb(post_of(args, "msg"));
}

Result<Verb> make_edit(const Args& args) {
  return Verb(verb::Edit{args.text("room"), args.integer("seq"), args.text("text")});
}
Result<Verb> make_delete(const Args& args) {
  return Verb(verb::Delete{args.text("room"), args.integer("seq")});
}

Verb react(const Args& args, bool on) {
  return verb::React{args.text("room"), args.integer("seq"), args.text("emoji"), on};
}
Result<Verb> make_react(const Args& args) {
  return react(args, args.boolean("on", true));
}
Result<Verb> make_react_off(const Args& args) {
  return react(args, false);
}

Verb pin(const Args& args, bool on) {
  return verb::Pin{args.text("room"), args.integer("seq"), on};
}
Result<Verb> make_pin(const Args& args) {
  return pin(args, args.boolean("on", true));
}
Result<Verb> make_pin_off(const Args& args) {
  return pin(args, false);
}

Result<Verb> make_history(const Args& args) {
  std::string_view first;
  for (const std::string_view name : {"before", "after", "around"}) {
    if (!args.find(name)) continue;
    if (!first.empty()) return invalid(name, "cannot go with " + std::string(first));
    first = name;
  }
  verb::History verb;
  verb.room = args.text("room");
  verb.before = args.maybe_integer("before");
  verb.after = args.maybe_integer("after");
  verb.around = args.maybe_integer("around");
  verb.limit = args.integer("limit", verb.limit);
  return Verb(std::move(verb));
}

Result<Verb> make_read_entries(const Args& args) {
  verb::ReadEntries verb;
  verb.room = args.text("room");
  verb.after = args.integer("after");
  verb.limit = args.integer("limit", verb.limit);
  return Verb(std::move(verb));
}

Result<Verb> make_mark_read(const Args& args) {
  return Verb(verb::MarkRead{args.text("room"), args.integer("seq")});
}
Result<Verb> make_typing(const Args& args) {
  return Verb(verb::Typing{args.text("room")});
}

constexpr Field body = needed(text("text", "the message"));
constexpr Field emoji = needed(text("emoji", "one emoji, or a short name"));
constexpr Field on = boolean("on", "false takes it back; true when missing");

// clang-format off
std::vector<Command> writing_rows() {
  return {
      {"message", "POST", "/rooms/{room}/messages", "member",
       "Posts a message; a repeated `client_id` answers the first one.", "Message", 201,
       {room_field, body, not_empty(text("client_id", "1-64 bytes, best a UUIDv7: sent again, stored once")),
        integer("reply_to", 1, "the message it answers"),
        one_of("format", "plain|markdown", "how it is to be shown"),
        unserved(list("attachments", "ids of files"))},
       make_post},
      {"text", "", "", "member", "The seed's name for `message`.", "Message", 201,
       {room_field, needed(text("msg", "the message"))}, make_post_of_seed},
      {"edit", "PATCH", "/rooms/{room}/messages/{seq}", "author", "Changes a message.", "Entry", 200,
       {room_field, seq_field, body}, make_edit},
      {"delete", "DELETE", "/rooms/{room}/messages/{seq}", "author or moderator", "Deletes a message.",
       "Entry", 200, {room_field, seq_field}, make_delete},
  };
}

std::vector<Command> marking_rows() {
  return {
      {"reaction", "", "", "member", "Reacts to a message, or takes that back.", "Entry", 200,
       {room_field, seq_field, emoji, on}, make_react},
      {"", "PUT", "/rooms/{room}/messages/{seq}/reactions/{emoji}", "member", "Reacts to a message.", "Entry",
       200, {room_field, seq_field, emoji}, make_react},
      {"", "DELETE", "/rooms/{room}/messages/{seq}/reactions/{emoji}", "member", "Takes a reaction back.",
       "Entry", 200, {room_field, seq_field, emoji}, make_react_off},
      {"pin", "", "", "member", "Pins a message, or takes that back.", "Entry", 200,
       {room_field, seq_field, on}, make_pin},
      {"", "PUT", "/rooms/{room}/messages/{seq}/pin", "member", "Pins a message.", "Entry", 200,
       {room_field, seq_field}, make_pin},
      {"", "DELETE", "/rooms/{room}/messages/{seq}/pin", "member", "Unpins a message.", "Entry", 200,
       {room_field, seq_field}, make_pin_off},
  };
}

std::vector<Command> reading_rows() {
  return {
      {"history", "GET", "/rooms/{room}/messages", "member",
       "A page of messages, oldest first, edits and reactions applied; the newest without a position.",
       "Messages", 200,
       {room_field, count("limit", 1, "how many; 50 when missing"), integer("before", 0, "older than this"),
        integer("after", 0, "newer than this"), integer("around", 0, "on both sides of this, and this")},
       make_history},
      {"events", "GET", "/rooms/{room}/events", "member", "Raw entries of a room's log, oldest first.",
       "Entries", 200,
       {room_field, integer("after", 0, "newer than this; from the first when missing"),
        count("limit", 1, "how many; 500 when missing")},
       make_read_entries},
      {"read", "PUT", "/rooms/{room}/read", "member", "Sets the read marker, which only grows.", "Done", 200,
       {room_field, needed(integer("seq", 0, "the last entry that was read"))}, make_mark_read},
      {"typing", "", "", "member", "Tells the others that one is writing.", "Done", 200, {room_field},
       make_typing},
  };
}
// clang-format on

}  // namespace

std::vector<Command> message_rows() {
  std::vector<Command> rows = writing_rows();
  for (auto topic : {marking_rows, reading_rows}) {
    for (Command& row : topic()) rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace workchat::commands
