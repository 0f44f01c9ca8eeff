#include "fuzz/ask_shown.hpp"

#include "base/text.hpp"
#include "fuzz/fuzz.hpp"

namespace workchat::fuzz {
namespace {

/// Fields one behind the other, each with its length so that none can pass for two.
class Shown {
 public:
  template <typename... Fields>
  explicit Shown(const Fields&... fields) {
    (add(fields), ...);
  }
  std::string text;

 private:
  void add(const std::string& field) {
    expect(base::valid_utf8(field), "what is asked is UTF-8");
    text += " " + std::to_string(field.size()) + ":" + field;
  }
  void add(std::int64_t field) { text += " " + std::to_string(field); }
  void add(bool field) { text += field ? " yes" : " no"; }
  void add(Role field) { add(static_cast<std::int64_t>(field)); }
  void add(Format field) { add(static_cast<std::int64_t>(field)); }
  void add(RoomKind field) { add(static_cast<std::int64_t>(field)); }
  template <typename Field>
  void add(const std::optional<Field>& field) {
    if (field)
      add(*field);
    else
      text += " -";
  }
};

// One line for each verb that has fields.
std::string fields_of(const verb::Register& v) {
  return Shown(v.name, v.password, v.display_name, v.device).text;
}
std::string fields_of(const verb::SignIn& v) {
  return Shown(v.name, v.password, v.device).text;
}
std::string fields_of(const verb::SignInGuest& v) {
  return Shown(v.name, v.device).text;
}
std::string fields_of(const verb::RevokeLogin& v) {
  return Shown(v.login).text;
}
std::string fields_of(const verb::ChangeProfile& v) {
  return Shown(v.display_name).text;
}
std::string fields_of(const verb::ListUsers& v) {
  return Shown(v.query, v.online).text;
}
std::string fields_of(const verb::GetUser& v) {
  return Shown(v.user).text;
}
std::string fields_of(const verb::OpenSession& v) {
  return Shown(v.follow_all).text;
}
std::string fields_of(const verb::RenewSession& v) {
  return Shown(v.login).text;
}
std::string fields_of(const verb::GetRoom& v) {
  return Shown(v.room).text;
}
std::string fields_of(const verb::CreateRoom& v) {
  return Shown(v.name, v.id, v.password, v.topic, v.kind).text;
}
std::string fields_of(const verb::ChangeRoom& v) {
  return Shown(v.room, v.name, v.topic, v.password, v.kind).text;
}
std::string fields_of(const verb::DeleteRoom& v) {
  return Shown(v.room).text;
}
std::string fields_of(const verb::Join& v) {
  return Shown(v.room, v.password, v.resume, v.epoch, v.after).text;
}
std::string fields_of(const verb::Leave& v) {
  return Shown(v.room).text;
}
std::string fields_of(const verb::Unlisten& v) {
  return Shown(v.room).text;
}
std::string fields_of(const verb::ListRoomUsers& v) {
  return Shown(v.room).text;
}
std::string fields_of(const verb::SetMember& v) {
  return Shown(v.room, v.user, v.role).text;
}
std::string fields_of(const verb::Kick& v) {
  return Shown(v.room, v.user).text;
}
std::string fields_of(const verb::Ban& v) {
  return Shown(v.room, v.user, v.on).text;
}
std::string fields_of(const verb::Mute& v) {
  return Shown(v.room, v.user, v.on, v.for_ms).text;
}
std::string fields_of(const verb::OpenDirect& v) {
  return Shown(v.user).text;
}
std::string fields_of(const verb::Post& v) {
  return Shown(v.room, v.text, v.client_id, v.reply_to, v.format).text;
}
std::string fields_of(const verb::PostDirect& v) {
  return Shown(v.user, v.text, v.client_id, v.format).text;
}
std::string fields_of(const verb::Edit& v) {
  return Shown(v.room, v.target, v.text).text;
}
std::string fields_of(const verb::Delete& v) {
  return Shown(v.room, v.target).text;
}
std::string fields_of(const verb::React& v) {
  return Shown(v.room, v.target, v.emoji, v.on).text;
}
std::string fields_of(const verb::Pin& v) {
  return Shown(v.room, v.target, v.on).text;
}
std::string fields_of(const verb::History& v) {
  return Shown(v.room, v.before, v.after, v.around, v.limit).text;
}
std::string fields_of(const verb::ReadEntries& v) {
  return Shown(v.room, v.after, v.limit).text;
}
std::string fields_of(const verb::ReadFeed& v) {
  return Shown(v.after, v.limit).text;
}
std::string fields_of(const verb::MarkRead& v) {
  return Shown(v.room, v.seq).text;
}
std::string fields_of(const verb::Typing& v) {
  return Shown(v.room).text;
}
template <typename Verb>
std::string fields_of(const Verb&) {
  static_assert(std::is_empty_v<Verb>, "a verb with fields has a line above");
  return {};
}

std::string shown(const Verb& verb) {
  return verb_shown(verb);
}
std::string shown(const protocol::JoinAsk& ask) {
  return verb_shown(ask.join) + " " + std::to_string(ask.history);
}
std::string shown(const protocol::Resume& resume) {
  std::string all;
  for (const auto& room : resume.rooms) all += Shown(room.room, room.epoch, room.after).text;
  return all;
}
std::string shown(const protocol::Auth& auth) {
  return Shown(auth.token, auth.name, auth.password).text;
}
std::string shown(const protocol::Ping&) {
  return {};
}
std::string shown(const protocol::SlashAsk& ask) {
  const auto* verb = std::get_if<Verb>(&ask.slash.ask);
  return ask.room + " " + std::string(ask.slash.command) + " " +
         (verb ? verb_shown(*verb) : std::get<std::string>(ask.slash.ask));
}

}  // namespace

std::string verb_shown(const Verb& verb) {
  return std::to_string(verb.index()) + std::visit([](const auto& each) { return fields_of(each); }, verb);
}

std::string ask_shown(const Result<protocol::Ask>& ask) {
  if (!ask) {
    const Error& error = ask.error();
    expect(base::valid_utf8(error.message) && base::valid_utf8(error.field), "an error is UTF-8");
    return "error " + std::to_string(static_cast<int>(error.code)) + " " + error.field;
  }
  const std::string command = ask->command ? std::string(ask->command->name) : std::string();
  return command + " " + std::to_string(ask->what.index()) +
         std::visit([](const auto& each) { return shown(each); }, ask->what);
}

}  // namespace workchat::fuzz
