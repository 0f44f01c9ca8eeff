#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "core/decide.hpp"
#include "core/text_rules.hpp"
#include "core/views.hpp"

namespace workchat::core {

namespace {

constexpr std::string_view general_room = "general";

/// News of a public room for "@server".
void tell_server(Turn& turn, const Asked& asked, EntryType type, const RoomRecord& record) {
  NewEntry news;
  news.entry.type = type;
  news.entry.source = record.id;
  news.entry.subject.name = record.name;
  news.entry.word = std::string(name_of(record.kind));
  news.entry.text = record.topic;
  turn.append(turn.state.server(), asked.user, std::move(news));
}

/// A room that is not public is gone for its members, and who is invited, alone: each finds it in their own log.
void tell_members(Turn& turn, const Asked& asked, const RoomState& room) {
  std::vector<UserState*> users;
  for (const auto& [user, member] : *room.members)
    if (member.role >= Role::invited) users.push_back(user);
  std::sort(users.begin(), users.end(), [](auto* a, auto* b) { return a->record.id < b->record.id; });
  for (UserState* user : users) {
    NewEntry news;
    news.entry.type = EntryType::room_deleted;
    news.entry.source = room.record.id();
    news.entry.subject.name = room.record.name();
    news.entry.word = std::string(name_of(room.record.kind()));
    turn.append(*user, asked.user, std::move(news));
  }
}

std::optional<Error> check_settings(const Turn& turn, const std::optional<std::string>& name,
                                    const std::optional<std::string>& topic,
                                    const std::optional<std::string>& password) {
  if (name) {
    if (auto wrong = check_title("name", *name, turn.limits.room_name)) return wrong;
    if (base::room_key(*name).front() == '@') return invalid("name", "A name that begins with '@' is the server's.");
    if (base::pin_of(base::room_key(*name))) return invalid("name", "A name is not an id, '@' and an epoch.");
  }
  if (topic)
    if (auto wrong = check_line("topic", *topic, turn.limits.topic)) return wrong;
  if (password)
    if (auto wrong = check_text("password", *password, turn.limits.password_max)) return wrong;
  return std::nullopt;
}

/// By its name a room is found too: nobody takes over that of another, as far as they can see it. `field`: what was asked
/// for; `own`: the room that is to have it.
std::optional<Error> name_taken(const Turn& turn, const Asked& asked, std::string_view name, std::string_view field,
                                const RoomState* own = nullptr) {
  for (const auto& room : turn.state.rooms_named(name))
    if (room.get() != own && !turn.refusal(Action::see, *asked.user, *room))
      return Error{Errc::conflict, "There is a room of this name.", {}, std::string(field), 0};
  return std::nullopt;
}

/// An id made of a name may say less than the name (of "C#" and "C++" the same). It is another's where a room of another
/// name has it, as its id or as its name, and where the room that has it is hidden, whose name it shall not tell.
bool is_of_others(const Turn& turn, const Asked& asked, const RoomId& id, const std::string& name) {
  const auto there = turn.state.rooms().find(id);
  if (there == turn.state.rooms().end()) return base::room_key(name) != id && name_taken(turn, asked, id, "id");
  return turn.refusal(Action::see, *asked.user, *there->second) ||
         there->second->record.name_key() != base::room_key(name);
}

/// The id that was asked for, or one made of the name; a random one where nothing is left of it, or it is another's.
Result<RoomId> choose_id(Turn& turn, const Asked& asked, const verb::CreateRoom& verb) {
  RoomId id = verb.id.empty() ? base::slug(verb.name) : verb.id;
  if (verb.id.empty()) {
    if (auto taken = name_taken(turn, asked, verb.name, "name")) return *taken;
    if (id.empty() || is_of_others(turn, asked, id, verb.name)) id = turn.new_id("room-");
  }
  if (!base::valid_slug(id)) return invalid("id", "Lower-case letters, digits, '-' and '_', at most 64.");
  if (id.compare(0, 3, "dm_") == 0) return invalid("id", "\"dm_\" is kept for direct rooms.");
  const std::string field = verb.id.empty() ? "name" : "id";
  if (turn.state.rooms().count(id) != 0)
    return Error{Errc::conflict, "There is a room of this " + field + ".", {}, field, 0};
  if (auto taken = name_taken(turn, asked, id, field)) return *taken;
  return id;
}

RoomState& make_room(Turn& turn, RoomRecord record, UserState* maker) {
  record.name_key = record.kind == RoomKind::direct ? std::string() : base::room_key(record.name);
  record.epoch = turn.new_id("e");
  record.created_at = turn.now;
  if (maker) record.owner = maker->record.id;
  RoomState& room = turn.changes.put_room(record);
  if (maker) turn.changes.put_member(room, *maker, Member{Role::owner, false, 0, 0});
  return room;
}

void create(Turn& turn, Asked& asked, const verb::CreateRoom& verb, std::string password_hash) {
  if (auto many = too_many_rooms(turn, *asked.user)) return turn.refuse(asked, *many);
  auto id = choose_id(turn, asked, verb);
  if (!id) return turn.refuse(asked, id.error());
  RoomRecord record;
  record.id = *id;
  record.name = verb.name;
  record.kind = verb.kind;
  record.topic = verb.topic;
  record.password_hash = std::move(password_hash);
  RoomState& room = make_room(turn, std::move(record), asked.user);
  NewEntry joined;
  joined.entry.type = EntryType::member;
  joined.entry.subject = asked.user->ref();
  joined.entry.word = "joined";
  joined.entry.role = Role::owner;
  const std::shared_ptr<RoomState> kept = turn.state.rooms().at(*id);
  follow(turn, *asked.user, kept);
  turn.append(room, asked.user, std::move(joined));
  if (is_public(verb.kind)) tell_server(turn, asked, EntryType::room_created, room.record.unpacked());
  turn.after([&turn, kept, user = asked.user, ticket = asked.request.ticket] {
    turn.outbound.answer(ticket, Answer{view_of(turn, *kept, *user)});
  });
}

void store_settings(Turn& turn, const Asked& asked, RoomState& room, RoomRecord record) {
  const bool was_public = is_public(room.record.kind());
  turn.changes.put_room(record);
  NewEntry settings;
  settings.entry.type = EntryType::room;
  settings.entry.subject.name = record.name;
  settings.entry.text = record.topic;
  settings.entry.word = std::string(name_of(record.kind));
  settings.entry.on = !record.password_hash.empty();
  turn.append(room, asked.user, std::move(settings));
  const bool now_public = is_public(record.kind);
  // To those outside, a room that turns private is gone, and one that turns public is new.
  if (was_public && now_public) tell_server(turn, asked, EntryType::room_changed, record);
  else if (was_public) tell_server(turn, asked, EntryType::room_deleted, record);
  else if (now_public) tell_server(turn, asked, EntryType::room_created, record);
}

void change(Turn& turn, Asked& asked, const verb::ChangeRoom& verb, std::optional<std::string> hash) {
  auto found = turn.room_for(Action::topic, asked, verb.room);
  if (!found) return turn.refuse(asked, found.error());
  const std::shared_ptr<RoomState> room = *found;
  if (verb.name || verb.kind || verb.password)
    if (auto refused = turn.refusal(Action::settings, *asked.user, *room)) return turn.refuse(asked, *refused);
  const RoomRecord was = room->record.unpacked();
  RoomRecord record = was;
  if (verb.name) record.name = *verb.name;
  if (verb.topic) record.topic = *verb.topic;
  if (verb.kind) record.kind = *verb.kind;
  if (hash) record.password_hash = *hash;
  record.name_key = base::room_key(record.name);
  // To others, a room that turns public is a new one, and can be found by both.
  const bool appears = is_public(record.kind) && !is_public(was.kind);
  if (appears || record.name_key != was.name_key)
    if (auto taken = name_taken(turn, asked, record.name, "name", room.get())) return turn.refuse(asked, *taken);
  if (appears)
    if (auto taken = name_taken(turn, asked, record.id, "kind", room.get())) return turn.refuse(asked, *taken);
  const bool same = record.name == was.name && record.topic == was.topic && record.kind == was.kind &&
                    record.password_hash == was.password_hash;
  if (!same) store_settings(turn, asked, *room, std::move(record));
  // After the entry, so that the head that is answered counts it.
  turn.after([&turn, room, asked = Asked(asked)]() mutable {
    answer_with_counts(turn, asked, Answer{view_of(turn, *room, *asked.user)});
  });
}

/// Each password that is set costs a hash.
std::optional<Error> too_many_locks(Turn& turn, const Asked& asked) {
  if (!turn.limits.rate || turn.again || vouched(asked)) return std::nullopt;
  const Rate rate{turn.limits.rate_passwords, turn.limits.burst_passwords};
  const UserId& key = asked.user->record.id;
  if (const TimeMs wait = turn.brakes.locks.try_take(key, rate, turn.monotonic)) return rate_limited(wait);
  return std::nullopt;
}

std::optional<Error> bad_kind(RoomKind kind) {
  if (kind != RoomKind::direct) return std::nullopt;
  return invalid("kind", "A direct room is made by asking for a talk with somebody.");
}

}  // namespace

void decide(Turn& turn, Asked& asked, const verb::ListRooms&) {
  // All of one's own, and so many of the public ones that everybody may see.
  std::map<std::string_view, const RoomState*> listed;
  for (const RoomState* room : asked.user->rooms) listed.emplace(room->record.id(), room);
  const std::size_t most = listed.size() + static_cast<std::size_t>(turn.limits.rooms_listed);
  for (const auto& [id, room] : turn.state.public_rooms()) {
    if (listed.size() == most) break;
    listed.emplace(id, room);
  }
  Rooms rooms;
  for (const auto& [id, room] : listed) rooms.rooms.push_back(view_of(turn, *room, *asked.user));
  answer_with_counts(turn, asked, Answer{std::move(rooms)});
}

void decide(Turn& turn, Asked& asked, const verb::GetRoom& verb) {
  if (verb.room == "@me") return turn.answer(asked, Answer{own_log(turn, *asked.user)});
  auto room = turn.room_to_find(asked, verb.room);
  if (!room) return turn.refuse(asked, room.error());
  answer_with_counts(turn, asked, Answer{view_of(turn, **room, *asked.user)});
}

void decide(Turn& turn, Asked& asked, const verb::CreateRoom& verb) {
  if (auto wrong = check_settings(turn, verb.name, verb.topic, verb.password)) return turn.refuse(asked, *wrong);
  if (auto wrong = bad_kind(verb.kind)) return turn.refuse(asked, *wrong);
  if (verb.password.empty()) return create(turn, asked, verb, {});
  if (auto id = choose_id(turn, asked, verb); !id) return turn.refuse(asked, id.error());
  if (auto wait = too_many_locks(turn, asked)) return turn.refuse(asked, *wait);
  auto passwords = turn.parts.authentication->passwords;
  turn.defer_hash(asked, [passwords, verb]() -> Continuation {
    auto hash = passwords->hash(verb.password);
    return [hash, verb](Turn& later, Asked& again) {
      if (!hash) return later.refuse(again, hash.error());
      create(later, again, verb, *hash);
    };
  });
}

void decide(Turn& turn, Asked& asked, const verb::ChangeRoom& verb) {
  if (auto wrong = check_settings(turn, verb.name, verb.topic, verb.password)) return turn.refuse(asked, *wrong);
  if (verb.kind)
    if (auto wrong = bad_kind(*verb.kind)) return turn.refuse(asked, *wrong);
  if (!verb.password) return change(turn, asked, verb, std::nullopt);
  if (verb.password->empty()) return change(turn, asked, verb, std::string());
  // Asked for here as well: nobody makes the server hash for a room that is not theirs.
  auto room = turn.room_for(Action::settings, asked, verb.room);
  if (!room) return turn.refuse(asked, room.error());
  if (auto wait = too_many_locks(turn, asked)) return turn.refuse(asked, *wait);
  auto passwords = turn.parts.authentication->passwords;
  verb::ChangeRoom same = verb;
  same.room = (*room)->record.id();
  turn.defer_hash(asked, [passwords, same, epoch = std::string((*room)->record.epoch())]() -> Continuation {
    auto hash = passwords->hash(*same.password);
    return [hash, same, epoch](Turn& later, Asked& again) {
      if (!hash) return later.refuse(again, hash.error());
      const auto still = later.room_again(Action::settings, again, same.room, epoch);
      if (!still) return later.refuse(again, still.error());
      change(later, again, same, *hash);
    };
  });
}

void decide(Turn& turn, Asked& asked, const verb::DeleteRoom& verb) {
  auto found = turn.room_for(Action::settings, asked, verb.room);
  if (!found) return turn.refuse(asked, found.error());
  const std::shared_ptr<RoomState> room = *found;
  if (room->record.id() == general_room)
    return turn.refuse(asked, {Errc::forbidden, "This room always exists.", "general_room", {}, 0});
  end_room(turn, asked, room);
  turn.answer(asked, Answer{Done{}});
}

void decide(Turn& turn, Asked& asked, const verb::OpenDirect& verb) {
  auto room = direct_room(turn, asked, verb.user);
  if (!room) return turn.refuse(asked, room.error());
  turn.after([&turn, room = *room, asked]() mutable {
    answer_with_counts(turn, asked, Answer{view_of(turn, *room, *asked.user)});
  });
}

void decide(Turn& turn, Asked& asked, const verb::ListRoomUsers& verb) {
  auto room = turn.room_for(Action::read, asked, verb.room);
  if (!room) return turn.refuse(asked, room.error());
  turn.answer(asked, Answer{RoomUsers{people_online(**room), members_of(**room)}});
}

bool ends_room(const State& state, const Verb& verb) {
  if (std::holds_alternative<verb::DeleteRoom>(verb)) return true;
  const auto* leave = std::get_if<verb::Leave>(&verb);
  if (!leave) return false;
  if (const auto room = state.room(base::unpinned(leave->room))) return room->ends_with_next();
  const auto rooms = state.rooms_named(leave->room);
  return std::any_of(rooms.begin(), rooms.end(), [](const auto& room) { return room->ends_with_next(); });
}

void end_room(Turn& turn, const Asked& asked, const std::shared_ptr<RoomState>& room) {
  if (is_public(room->record.kind()))
    tell_server(turn, asked, EntryType::room_deleted, room->record.unpacked());
  else
    tell_members(turn, asked, *room);
  turn.changes.remove_room(RoomId(room->record.id()));
  turn.after([&turn, room] {
    auto event = std::make_shared<Event>();
    event->type = EventType::notice;
    event->room_key = room->key;
    event->room = room->record.id();
    event->text = "This room was deleted.";
    turn.outbound.event(*room, std::move(event));
    turn.outbound.clear(*room, turn.monotonic);
  });
}

Result<std::shared_ptr<RoomState>> direct_room(Turn& turn, const Asked& asked, const std::string& name) {
  UserState* other = turn.state.user(name);
  if (!other) return Error{Errc::not_found, "There is no such user.", {}, {}, 0};
  if (RoomState* known = turn.state.direct_room(*asked.user, *other))
    return turn.state.rooms().at(known->record.id());
  RoomRecord record;
  do record.id = turn.new_id("dm_");
  while (turn.state.rooms().count(record.id) != 0);
  record.kind = RoomKind::direct;
  // Names order the two, so that it is the same room whoever asks.
  const auto [first, second] = std::minmax(asked.user->record.name, other->record.name);
  record.name = first + ", " + second;
  RoomState& room = make_room(turn, std::move(record), nullptr);
  const std::shared_ptr<RoomState> kept = turn.state.rooms().at(room.record.id());
  turn.changes.put_member(room, *asked.user, Member{Role::member, false, 0, 0});
  follow(turn, *asked.user, kept);
  if (other == asked.user) return kept;
  turn.changes.put_member(room, *other, Member{Role::member, false, 0, 0});
  follow(turn, *other, kept);
  return kept;
}

std::optional<Error> too_many_rooms(const Turn& turn, const UserState& user) {
  if (user.held < turn.limits.rooms_per_user) return std::nullopt;
  return Error{Errc::forbidden, "You are in too many rooms, or own too many.", "rooms_per_user", {}, 0};
}

void follow(Turn& turn, UserState& user, std::shared_ptr<RoomState> room) {
  turn.after([&turn, &user, room = std::move(room)] {
    for (SessionState* session : user.sessions)
      if (session->follow_all) turn.outbound.attach(*session, *room);
  });
}

void make_general(Turn& turn) {
  if (turn.state.rooms().count(RoomId(general_room)) != 0) return;
  RoomRecord record;
  record.id = std::string(general_room);
  record.name = "General";
  make_room(turn, std::move(record), nullptr);
}

}  // namespace workchat::core
