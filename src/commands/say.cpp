#include "commands/slash.hpp"

#include "base/text.hpp"

namespace workchat::commands {

namespace {

/// Adds a name to a list for people, and says how many there are.
class Names {
 public:
  explicit Names(std::string_view between = ", ") : between_(between) {}
  void add(std::string_view name) {
    if (count_++ > 0) text_ += between_;
    text_ += name;
  }
  std::string in(Phrase sentence, Language language) const {
    return phrase(sentence, language, {std::to_string(count_), text_});
  }

 private:
  std::string_view between_;
  std::string text_;
  std::size_t count_ = 0;
};

/// What each answer is to who asked with a slash command.
struct Teller {
  const Slash& slash;
  Language language;

  template <typename Asked>
  const Asked* asked() const {
    const auto* verb = std::get_if<Verb>(&slash.ask);
    return verb ? std::get_if<Asked>(verb) : nullptr;
  }

  std::string operator()(const RoomUsers& users) const {
    Names online;
    for (const UserRef& user : users.online) online.add(user.name);
    Names members;
    for (const RoomMember& member : users.members) members.add(member.user.name);
    return online.in(Phrase::here_now, language) + "\n" + members.in(Phrase::members, language);
  }

  std::string operator()(const Users& users) const {
    Names names;
    for (const User& user : users.users) names.add(user.name);
    return names.in(Phrase::connected_now, language);
  }

  std::string operator()(const Rooms& rooms) const {
    Names names("\n");  // a talk's own has a comma
    for (const RoomView& room : rooms.rooms) {
      const bool known_by_name = room.kind == RoomKind::direct || base::slug(room.name) == room.id;
      names.add(known_by_name ? room.name : room.name + " (" + room.id + ")");
    }
    return names.in(Phrase::rooms, language);
  }

  std::string operator()(const Joined& joined) const {
    return phrase(Phrase::joined, language, {joined.room.name});
  }

  std::string operator()(const User& user) const {
    return phrase(Phrase::who, language, {user.name, user.display_name});
  }

  std::string operator()(const RoomView& room) const {
    if (room.topic.empty()) return phrase(Phrase::no_topic, language, {room.name});
    return phrase(Phrase::topic, language, {room.name, room.topic});
  }

  std::string operator()(const Receipt&) const {
    if (const auto* direct = asked<verb::PostDirect>()) return phrase(Phrase::sent, language, {direct->user});
    return {};
  }

  std::string operator()(const Done&) const {
    if (const auto* verb = asked<verb::Leave>()) return phrase(Phrase::left, language, {std::string(base::unpinned(verb->room))});
    if (const auto* verb = asked<verb::SetMember>()) return phrase(Phrase::invited, language, {verb->user});
    if (const auto* verb = asked<verb::Kick>()) return phrase(Phrase::kicked, language, {verb->user});
    if (const auto* verb = asked<verb::Ban>())
      return phrase(verb->on ? Phrase::banned : Phrase::unbanned, language, {verb->user});
    if (const auto* verb = asked<verb::Mute>())
      return phrase(verb->on ? Phrase::muted : Phrase::unmuted, language, {verb->user});
    return {};
  }

  /// Answers that no slash command asks for.
  template <typename Other>
  std::string operator()(const Other&) const {
    return {};
  }
};

}  // namespace

std::string say(const Slash& slash, const Answer& answer, Language language) {
  if (const auto* text = std::get_if<std::string>(&slash.ask)) return *text;
  return std::visit(Teller{slash, language}, answer.value);
}

}  // namespace workchat::commands
