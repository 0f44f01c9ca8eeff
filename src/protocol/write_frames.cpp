#include <array>
#include <cassert>
#include <cstddef>
#include <iterator>

#include "protocol/json_writer.hpp"
#include "protocol/write.hpp"
#include "protocol/write_objects.hpp"

namespace workchat::protocol {

namespace {

/// The limits that a client can mind by itself.
constexpr std::string_view told_limits[] = {"text",  "name",      "display_name", "room_name",
                                            "topic", "client_id", "emoji",        "frame",
                                            "body",  "page",      "depth",        "presence_room"};

void write_limits(json::Writer& out, const Limits& limits) {
  static const auto told = [] {
    std::array<LimitRow, std::size(told_limits)> rows{};
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (const LimitRow& row : limit_rows())
        if (row.name == told_limits[i]) rows[i] = row;
    for ([[maybe_unused]] const LimitRow& row : rows) assert(row.value);
    return rows;
  }();
  out.open_object("limits");
  for (const LimitRow& row : told) out.integer(row.name, limits.*row.value);
  out.close_object();
}

json::Writer begin(std::string_view type, std::string_view id) {
  json::Writer out;
  out.open_object().text("type", type);
  if (!id.empty()) out.raw("id", id);
  return out;
}

std::string end(json::Writer& out) {
  return out.close_object().take();
}

void write_notice_members(json::Writer& out, std::string_view text, std::string_view room) {
  out.text("type", "notice").text("text", text);
  if (!room.empty()) out.text("room", room);
}

void write_receipt(json::Writer& out, const Receipt& receipt) {
  out.text("room", receipt.room).integer("seq", receipt.seq).integer("ts", receipt.ts);
  out.boolean("durable", receipt.durable).boolean("duplicate", receipt.duplicate);
  if (!receipt.entry || receipt.entry->type == EntryType::message) return;
  out.open_object("result");
  write_entry_members(out, *receipt.entry);
  out.close_object();
}

}  // namespace

std::string write_welcome(const SessionOpened& session, const Limits& limits) {
  json::Writer out = begin("welcome", {});
  out.integer("protocol", 1).open_object("user");
  write_user_members(out, session.user);
  out.close_object();
  out.text("session", session.name).text("motd", session.motd);
  out.integer("heartbeat_ms", limits.heartbeat_ms);
  write_limits(out, limits);
  return end(out);
}

std::string write_joined(std::string_view id, const Joined& joined, const Page* history,
                         const Limits& limits) {
  json::Writer out = begin("joined", id);
  out.open_object("room");
  write_room_members(out, joined.room);
  out.close_object();
  out.text("epoch", joined.room.epoch).integer("head", joined.room.head);
  out.boolean("recovered", joined.recovered).text("role", name_of(joined.room.role));
  const bool crowd = joined.room.online > limits.presence_room;  // in which nobody is named
  if (!crowd) write_refs(out, "users", joined.users);
  if (history) write_entries(out, "messages", history->entries);
  return end(out);
}

std::string write_ok(std::string_view id, const Answer& answer, const commands::Command* command) {
  json::Writer out = begin("ok", id);
  if (const auto* receipt = std::get_if<Receipt>(&answer.value)) {
    write_receipt(out, *receipt);
  } else {
    out.raw("result", write_body(answer, command));
  }
  return end(out);
}

std::string write_ok_notice(std::string_view id, std::string_view text) {
  json::Writer out = begin("ok", id);
  out.open_object("result");
  write_notice_members(out, text, {});
  out.close_object();
  return end(out);
}

std::string write_ok_slash(std::string_view id, std::string_view text, const Answer& answer,
                           const commands::Command* command) {
  return text.empty() ? write_ok(id, answer, command) : write_ok_notice(id, text);
}

std::string write_ok_resumed(std::string_view id, const std::vector<std::pair<std::string, Error>>& refused) {
  json::Writer out = begin("ok", id);
  out.open_object("result");
  if (!refused.empty()) {
    out.open_object("refused");
    for (const auto& [room, error] : refused) {
      out.open_object(room);
      write_error_members(out, error, true);
      out.close_object();
    }
    out.close_object();
  }
  out.close_object();
  return end(out);
}

std::string write_error(std::string_view id, const Error& error) {
  json::Writer out = begin("error", id);
  write_error_members(out, error, true);
  return end(out);
}

std::string write_notice(std::string_view text, std::string_view room) {
  json::Writer out;
  out.open_object();
  write_notice_members(out, text, room);
  return end(out);
}

std::string write_pong(std::string_view id) {
  json::Writer out = begin("pong", id);
  return end(out);
}

std::string write_heartbeat(const std::vector<std::pair<RoomId, Seq>>& heads) {
  json::Writer out = begin("heartbeat", {});
  out.open_object("heads");
  for (const auto& [room, head] : heads) out.integer(wire_room(room), head);
  out.close_object();
  return end(out);
}

std::string write_auth_expiring(std::int64_t in_ms) {
  json::Writer out = begin("auth_expiring", {});
  out.integer("in_ms", in_ms);
  return end(out);
}

}  // namespace workchat::protocol
