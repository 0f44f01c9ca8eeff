#include <utility>

#include "commands/check.hpp"
#include "protocol/fill.hpp"
#include "protocol/json.hpp"
#include "protocol/json_writer.hpp"
#include "protocol/read.hpp"
#include "protocol/refuse.hpp"

namespace workchat::protocol {

namespace {

using commands::invalid;

/// What every frame has: its type, and the id that its answer will carry.
struct Envelope {
  std::string_view type;
  std::string id;
};

/// Any integer, however long, or any string, as JSON text; empty: neither.
std::string id_of(json::Value value) {
  if (value.kind() == json::Kind::text) return json::quoted(value.text());
  return value.whole() ? std::string(value.text()) : std::string();
}

/// `envelope.id` is set also where the rest fails.
Status read_envelope(json::Value frame, Envelope& envelope) {
  int types = 0;
  int ids = 0;
  bool typed = true;
  bool identified = true;
  for (const auto& [name, value] : frame.members()) {
    if (name == "type") {
      ++types;
      typed = value.kind() == json::Kind::text;
      envelope.type = value.text();
    } else if (name == "id") {
      ++ids;
      envelope.id = id_of(value);
      identified = !envelope.id.empty();
    }
  }
  if (ids > 1) envelope.id.clear();
  if (ids > 1 || !identified) return refuse(Errc::bad_request, "The id is one whole number or text.");
  if (types != 1 || !typed) return refuse(Errc::bad_request, "The type is one text.");
  return Done{};
}

Result<ResumeRoom> read_resume_room(const json::Member& member) {
  const Error error = invalid("rooms", "has a room without epoch and after");
  if (member.value.kind() != json::Kind::object) return error;
  ResumeRoom room;
  room.room = member.name;
  bool epoch = false;
  bool after = false;
  for (const auto& [name, value] : member.value.members()) {
    if (name == "epoch") {
      if (epoch || value.kind() != json::Kind::text || value.size() == 0) return error;
      epoch = true;
      room.epoch = value.text();
    } else if (name == "after") {
      const auto number = value.integer();
      if (after || !number || *number < 0) return error;
      after = true;
      room.after = *number;
    }
  }
  if (!epoch || !after) return error;
  return room;
}

/// Two logs more than rooms: "@me" and "@server".
Result<Ask> read_resume(json::Value frame, const Limits& limits) {
  std::optional<json::Value> rooms;
  for (const auto& [name, value] : frame.members()) {
    if (name != "rooms") continue;
    if (rooms) return refuse(Errc::bad_request, "A field is given twice.");
    rooms = value;
  }
  if (!rooms) return invalid("rooms", "is missing");
  if (rooms->kind() != json::Kind::object) return invalid("rooms", "is not an object");
  if (rooms->size() > limits.rooms_per_user + 2) return invalid("rooms", "are too many");
  Resume resume;
  for (const json::Member& member : rooms->members()) {
    Result<ResumeRoom> room = read_resume_room(member);
    if (!room) return room.error();
    for (const ResumeRoom& other : resume.rooms) {
      if (other.room == room->room) return invalid("rooms", "name a room twice");
    }
    resume.rooms.push_back(std::move(*room));
  }
  return Ask{std::move(resume), nullptr};
}

Result<Ask> make_auth(const commands::Args& args) {
  Auth auth{args.text("token"), args.text("name"), args.text("password")};
  if (auth.token.empty() && auth.name.empty()) return invalid("token", "is missing");
  return Ask{std::move(auth), nullptr};
}

Result<Ask> read_ask(std::string_view type, json::Value frame, const Limits& limits,
                     commands::Language language) {
  const commands::Command* command = commands::find(type);
  if (!command) return refuse(Errc::bad_request, "There is no such type.");
  if (type == "ping") return Ask{Ping{}, nullptr};
  if (type == "resume") return read_resume(frame, limits);
  commands::Args args;
  if (Status status = fill(args, *command, frame, limits); !status) return status.error();
  if (type == "auth") return make_auth(args);
  return make_ask(*command, args, language);
}

}  // namespace

Frame read_frame(std::string_view text, const Limits& limits, commands::Language language) {
  Result<json::Document> document = json::Document::parse(text, limits.depth);
  if (!document) return {{}, document.error()};
  const json::Value frame = document->root();
  if (frame.kind() != json::Kind::object) return {{}, refuse(Errc::bad_request, "A frame is a JSON object.")};
  Envelope envelope;
  if (Status status = read_envelope(frame, envelope); !status) {
    return {std::move(envelope.id), status.error()};
  }
  Result<Ask> ask = read_ask(envelope.type, frame, limits, language);
  return {std::move(envelope.id), std::move(ask)};
}

}  // namespace workchat::protocol
