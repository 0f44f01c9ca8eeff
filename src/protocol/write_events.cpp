#include "protocol/json_writer.hpp"
#include "protocol/write.hpp"
#include "protocol/write_objects.hpp"

namespace workchat::protocol {

namespace {

void write_message_rest(json::Writer& out, const Entry& message) {
  out.text("text", message.text).text("format", name_of(message.format));
  if (!message.client_id.empty()) out.text("client_id", message.client_id);
  if (message.reply_to != 0) out.integer("reply_to", message.reply_to);
  if (message.edited_at != 0) out.integer("edited_at", message.edited_at);
  if (message.deleted) out.boolean("deleted", true);
  if (message.pinned) out.boolean("pinned", true);
  if (message.reactions.empty()) return;
  out.open_object("reactions");
  for (const Reaction& reaction : message.reactions) {
    out.open_list(reaction.emoji);
    for (const UserId& user : reaction.users) out.item(user);
    out.close_list();
  }
  out.close_object();
}

void write_member_rest(json::Writer& out, const Entry& entry) {
  write_ref(out, "target", entry.subject);
  out.text("change", entry.word);
  if (entry.role != Role::none) out.text("role", name_of(entry.role));
}

void write_settings_rest(json::Writer& out, const Entry& entry) {
  out.text("name", entry.subject.name).text("topic", entry.text).text("kind", entry.word);
  out.boolean("locked", entry.on);
}

/// Where in another log it happened.
void write_source(json::Writer& out, const Entry& entry) {
  out.open_object("source").text("room", entry.source);
  if (entry.type != EntryType::invited) out.integer("seq", entry.target);
  out.close_object();
}

void write_public_room(json::Writer& out, const Entry& entry) {
  out.open_object("target").text("id", entry.source).text("name", entry.subject.name);
  out.text("kind", entry.word).text("topic", entry.text).close_object();
}

/// What stands after the members that every entry has.
void write_rest(json::Writer& out, const Entry& entry) {
  switch (entry.type) {
    case EntryType::message: return write_message_rest(out, entry);
    case EntryType::edit:
      out.integer("target", entry.target).text("text", entry.text);
      if (entry.deleted) out.boolean("deleted", true);
      return;
    case EntryType::deletion: out.integer("target", entry.target); return;
    case EntryType::reaction:
      out.integer("target", entry.target).text("emoji", entry.word).boolean("on", entry.on);
      return;
    case EntryType::pin: out.integer("target", entry.target).boolean("on", entry.on); return;
    case EntryType::member: return write_member_rest(out, entry);
    case EntryType::room: return write_settings_rest(out, entry);
    case EntryType::mention:
    case EntryType::direct:
    case EntryType::invited:
    case EntryType::read: return write_source(out, entry);
    case EntryType::room_created:
    case EntryType::room_changed:
    case EntryType::room_deleted: return write_public_room(out, entry);
    case EntryType::announcement: out.text("text", entry.text); return;
  }
}

void write_presence(json::Writer& out, const Event& event) {
  out.text("room", event.room);
  if (!event.user.id.empty()) write_ref(out, "user", event.user);
  out.integer("online", event.online);
}

}  // namespace

void write_entry_members(json::Writer& out, const Entry& entry) {
  out.text("type", name_of(entry.type)).text("room", wire_room(entry.room));
  out.integer("seq", entry.seq).integer("ts", entry.ts);
  write_ref(out, "user", entry.user);
  write_rest(out, entry);
}

void write_entries(json::Writer& out, std::string_view key, const std::vector<Entry>& entries) {
  out.open_list(key);
  for (const Entry& entry : entries) {
    out.open_object();
    write_entry_members(out, entry);
    out.close_object();
  }
  out.close_list();
}

std::string write_entry(const Entry& entry) {
  json::Writer out;
  out.open_object();
  write_entry_members(out, entry);
  out.close_object();
  return out.take();
}

std::string write_message(const Message& message) {
  return write_entry(message);
}

std::string write_event(const Event& event) {
  if (event.type == EventType::notice) return write_notice(event.text, event.room);
  json::Writer out;
  out.open_object();
  switch (event.type) {
    case EventType::entry: write_entry_members(out, *event.entry); break;
    case EventType::join:
    case EventType::leave:
      out.text("type", name_of(event));
      write_presence(out, event);
      break;
    case EventType::typing:
      out.text("type", "typing").text("room", event.room);
      write_ref(out, "user", event.user);
      break;
    case EventType::notice: break;
    case EventType::closed:
      out.text("type", "closed").integer("code", static_cast<std::int64_t>(event.close));
      break;
  }
  out.close_object();
  return out.take();
}

std::string write_nop(const RoomId& room, Seq seq) {
  json::Writer out;
  out.open_object().text("type", "nop").text("room", wire_room(room)).integer("seq", seq).close_object();
  return out.take();
}

}  // namespace workchat::protocol
