#include "protocol/write_objects.hpp"

namespace workchat::protocol {

std::string_view wire_room(const RoomId& room) {
  return !room.empty() && room[0] == '@' && room != "@server" ? std::string_view("@me") : room;
}

void write_ref(json::Writer& out, std::string_view key, const UserRef& user) {
  out.open_object(key).text("id", user.id).text("name", user.name).close_object();
}

void write_refs(json::Writer& out, std::string_view key, const std::vector<UserRef>& users) {
  out.open_list(key);
  for (const UserRef& user : users) {
    out.open_object().text("id", user.id).text("name", user.name).close_object();
  }
  out.close_list();
}

void write_user_members(json::Writer& out, const User& user) {
  out.text("id", user.id).text("name", user.name);
  out.text("display_name", user.display_name).text("role", name_of(user.role));
}

void write_room_members(json::Writer& out, const RoomView& room) {
  out.text("id", room.id).text("name", room.name).text("kind", name_of(room.kind));
  out.boolean("locked", room.locked).text("topic", room.topic);
  if (room.owner.id.empty()) {
    out.raw("owner", "null");
  } else {
    write_ref(out, "owner", room.owner);
  }
  out.integer("created_at", room.created_at).integer("head", room.head).integer("floor", room.floor);
  out.text("epoch", room.epoch).integer("online", room.online).integer("members", room.members);
  if (room.role == Role::none) return;
  out.text("role", name_of(room.role)).integer("unread", room.unread);
  out.integer("mentions", room.mentions).integer("read", room.read);
}

void write_error_members(json::Writer& out, const Error& error, bool with_status) {
  // Only a session in this process can be closed to who asks; on the wire, the server is what goes away.
  const ErrorRow& row = describe(error.code == Errc::closed ? Errc::unavailable : error.code);
  out.text("code", row.wire);
  if (with_status) out.integer("status", row.http_status);
  out.text("message", error.message.empty() ? row.wire : std::string_view(error.message));
  if (!error.rule.empty()) out.text("rule", error.rule);
  if (!error.field.empty()) out.text("field", error.field);
  if (error.code == Errc::rate_limited || error.retry_ms > 0) out.integer("retry_ms", error.retry_ms);
}

}  // namespace workchat::protocol
