#include "core/trace.hpp"

namespace workchat::testing {

Trace::Line::Line(std::string& text, std::string_view kind, std::int64_t at) : text_(text) {
  text_ += "{\"t\":" + std::to_string(at);
  add("kind", kind);
}

Trace::Line::Line(std::string& text, std::string_view kind, std::int64_t at, const RoomId& room,
                  const std::string& epoch)
    : Line(text, kind, at) {
  add("room", room).add("epoch", epoch);
}

Trace::Line& Trace::Line::add(std::string_view name, std::string_view value) {
  text_.append(",\"").append(name).append("\":\"").append(value).append("\"");
  return *this;
}

Trace::Line& Trace::Line::add(std::string_view name, std::int64_t value) {
  text_.append(",\"").append(name).append("\":").append(std::to_string(value));
  return *this;
}

Trace::Line& Trace::Line::add_if(bool is, std::string_view name) {
  if (is) text_.append(",\"").append(name).append("\":true");
  return *this;
}

Trace::Line& Trace::Line::add(const Entry& entry, const UserId& reader) {
  add("seq", entry.seq);
  if (!entry.audience.empty() && !reader.empty() && entry.audience != reader) return add("type", "nop");
  add("type", name_of(entry.type)).add("ts", entry.ts).add("user", entry.user.id).add("text", entry.text);
  if (!entry.client_id.empty()) add("client_id", entry.client_id);
  if (!entry.audience.empty()) add("audience", entry.audience);
  if (entry.reply_to) add("reply_to", entry.reply_to);
  if (entry.target) add("target", entry.target);
  if (!entry.subject.id.empty()) add("target", entry.subject.id);
  if (entry.type == EntryType::member) add("change", entry.word);
  if (entry.type == EntryType::reaction) add("emoji", entry.word);
  if (entry.type == EntryType::reaction || entry.type == EntryType::pin) text_ += entry.on ? ",\"on\":true" : ",\"on\":false";
  return add_if(entry.deleted, "deleted").add_if(entry.edited_at != 0, "edited");
}

Trace::Line Trace::line(std::string_view kind, const RoomId& room, const std::string& epoch) {
  logs_.emplace(room, epoch);
  return Line(text_, kind, t, room, epoch);
}

}  // namespace workchat::testing
