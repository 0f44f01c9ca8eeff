#include "core/state.hpp"

#include <algorithm>
#include <cassert>
#include <tuple>
#include <utility>

#include "base/text.hpp"

namespace workchat::core {

namespace {

template <typename Map, typename Key>
auto find_in(const Map& map, const Key& key) -> decltype(&*map.begin()->second) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &*found->second;
}

bool counts(const Member& member) { return member.role >= Role::member; }
bool listed(const Member& member) { return member.role >= Role::invited; }
/// Whether its members hold it; talks of two are made by others as well.
bool held(const RoomState& room) {
  return room.record.kind() != RoomKind::direct;
}

}  // namespace

const Member* RoomState::find(const UserState* user) const {
  const auto found = members->find(const_cast<UserState*>(user));
  return found == members->end() ? nullptr : &found->second;
}

State::State(RoomKey first_key) : next_room_key_(first_key), server_(std::make_shared<RoomState>()) {
  set_epoch({});
  server_->key = new_key();
  by_key_[server_->key] = server_.get();
}

UserState* State::user(std::string_view id_or_name) const {
  if (UserState* found = find_in(users_, UserId(id_or_name))) return found;
  // A name longer than any name is nobody's; no length is refused here, since this is a look-up.
  const auto key = base::name_key(id_or_name, 256);
  return key ? user_by_key(*key) : nullptr;
}

UserState* State::user_by_key(const std::string& name_key) const {
  const auto found = by_name_.find(std::string_view(name_key));
  return found == by_name_.end() ? nullptr : *found;
}
UserState* State::user_by_subject(const std::string& subject) const { return find_in(by_subject_, subject); }
LoginState* State::login(const LoginId& id) const { return find_in(logins_, id); }
LoginState* State::login_by_digest(const std::string& digest) const { return find_in(by_digest_, digest); }
SessionState* State::session(SessionKey key) {
  const auto found = sessions_.find(key);
  return found == sessions_.end() ? nullptr : &found->second;
}
RoomState* State::room_by_key(RoomKey key) const { return find_in(by_key_, key); }

std::shared_ptr<RoomState> State::room(std::string_view id) const {
  const auto found = rooms_.find(id);
  if (found != rooms_.end()) return found->second;
  return id == server_->record.id() ? server_ : nullptr;
}

std::vector<std::shared_ptr<RoomState>> State::rooms_named(std::string_view name) const {
  std::vector<std::shared_ptr<RoomState>> rooms;
  const std::string key = base::room_key(name);
  if (const auto found = rooms_.find(key); found != rooms_.end() && found->second->record.name_key() == key)
    rooms.push_back(found->second);
  const auto [first, last] = by_room_name_.equal_range(key);
  for (auto named = first; named != last; ++named) rooms.push_back(rooms_.at(named->second->record.id()));
  std::sort(rooms.begin(), rooms.end(), [](const auto& a, const auto& b) {
    return std::make_pair(a->record.created_at(), a->record.id()) <
           std::make_pair(b->record.created_at(), b->record.id());
  });
  return rooms;
}

RoomState* State::direct_room(const UserState& a, const UserState& b) const {
  for (RoomState* room : a.rooms) {
    if (room->record.kind() != RoomKind::direct) continue;
    const bool other = room->members->count(const_cast<UserState*>(&b)) != 0;
    if (other && (&a != &b || room->members->size() == 1)) return room;
  }
  return nullptr;
}

void State::index(UserState& user) {
  const UserRecord& record = user.record;
  if (!record.subject.empty()) by_subject_[record.subject] = &user;
  // A name that is free again (a guest's of long ago) is nobody's.
  if (record.name_key.empty()) return;
  const bool first = by_name_.insert(&user).second;
  assert(first);  // a name has one user
  (void)first;
  if (!user.sessions.empty()) online_.insert(&user);
  if (record.display_name != record.name)
    by_display_name_[{base::room_key(record.display_name), record.name_key}] = &user;
}

void State::unindex(const UserState& user) {
  const UserRecord& record = user.record;
  if (!record.subject.empty()) by_subject_.erase(record.subject);
  if (record.name_key.empty()) return;
  by_name_.erase(const_cast<UserState*>(&user));
  online_.erase(const_cast<UserState*>(&user));
  if (record.display_name != record.name)
    by_display_name_.erase({base::room_key(record.display_name), record.name_key});
}

UserState& State::set_user(UserRecord record) {
  auto& slot = users_[record.id];
  if (!slot) slot = std::make_unique<UserState>();
  unindex(*slot);
  slot->record = std::move(record);
  index(*slot);
  return *slot;
}

void State::drop_user(const UserId& id) {
  const auto found = users_.find(id);
  if (found == users_.end()) return;
  unindex(*found->second);
  users_.erase(found);
}

LoginState& State::set_login(LoginRecord record, UserState& user) {
  auto& slot = logins_[record.id];
  const bool known = slot != nullptr;
  if (known) by_digest_.erase(slot->record.digest);
  else slot = std::make_unique<LoginState>();
  slot->record = std::move(record);
  slot->user = &user;
  by_digest_[slot->record.digest] = slot.get();
  if (known) return *slot;
  // By age, also where one comes back that was removed.
  const auto older = [](const LoginState* a, const LoginState* b) {
    return a->record.created_at < b->record.created_at;
  };
  const auto after = std::upper_bound(user.logins.begin(), user.logins.end(), slot.get(), older);
  user.logins.insert(static_cast<std::size_t>(after - user.logins.begin()), slot.get());
  return *slot;
}

void State::drop_login(const LoginId& id) {
  const auto found = logins_.find(id);
  if (found == logins_.end()) return;
  by_digest_.erase(found->second->record.digest);
  found->second->user->logins.erase(found->second.get());
  logins_.erase(found);
}

/// Who owns the room without being a member: it counts for them all the same.
UserState* State::absent_owner(const RoomState& room) const {
  UserState* owner = find_in(users_, UserId(room.record.owner()));
  const Member* member = owner ? room.find(owner) : nullptr;
  return member && counts(*member) ? nullptr : owner;
}

void State::index(RoomState& room) {
  if (UserState* owner = absent_owner(room)) ++owner->held;
  by_key_[room.key] = &room;
  if (is_public(room.record.kind())) public_[room.record.id()] = &room;
  if (!room.record.name_key().empty() && room.record.name_key() != room.record.id())
    by_room_name_.emplace(room.record.name_key(), &room);
}

void State::unindex(const RoomState& room) {
  if (UserState* owner = absent_owner(room)) --owner->held;
  by_key_.erase(room.key);
  if (is_public(room.record.kind())) public_.erase(room.record.id());
  const auto [first, last] = by_room_name_.equal_range(room.record.name_key());
  const auto named = std::find_if(first, last, [&room](const auto& each) { return each.second == &room; });
  if (named != last) by_room_name_.erase(named);
}

RoomState& State::set_room(const RoomRecord& record) {
  std::shared_ptr<RoomState> room;
  if (const auto found = rooms_.find(record.id); found != rooms_.end()) {
    room = std::move(found->second);
    rooms_.erase(found);
    unindex(*room);
  } else {
    room = std::make_shared<RoomState>();
    room->key = new_key();
  }
  room->record = PackedRoom(record);
  index(*room);
  return *(rooms_[room->record.id()] = std::move(room));
}

void State::put_back(std::shared_ptr<RoomState> room) {
  index(*room);
  for (const auto& [user, member] : *room->members) {
    if (listed(member)) user->rooms.push_back(room.get());
    if (counts(member) && held(*room)) ++user->held;
  }
  rooms_[room->record.id()] = std::move(room);
}

std::shared_ptr<RoomState> State::drop_room(const RoomId& id) {
  const auto found = rooms_.find(id);
  if (found == rooms_.end()) return nullptr;
  const std::shared_ptr<RoomState> room = std::move(found->second);
  rooms_.erase(found);
  unindex(*room);
  for (const auto& [user, member] : *room->members) {
    user->rooms.erase(room.get());
    if (counts(member) && held(*room)) --user->held;
  }
  return room;
}

void State::set_member(RoomState& room, UserState& user, const Member& member) {
  Member& slot = room.members.change()[&user];
  if (listed(slot) != listed(member)) {
    if (listed(member)) user.rooms.push_back(&room);
    else user.rooms.erase(&room);
  }
  const int more = (counts(member) ? 1 : 0) - (counts(slot) ? 1 : 0);
  room.member_count += more;
  if (more != 0 && held(room) && room.record.owner() != user.record.id) user.held += more;
  slot = member;
}

void State::drop_member(RoomState& room, UserState& user) {
  if (room.members->count(&user) == 0) return;
  set_member(room, user, Member{});
  room.members.change().erase(&user);
}

SessionState& State::add_session(SessionState session) {
  if (session.key == 0) session.key = next_session_key_++;
  const SessionKey key = session.key;
  SessionState& added = sessions_.emplace(key, std::move(session)).first->second;
  UserState& user = *added.user;
  if (user.sessions.empty() && !user.record.name_key.empty()) online_.insert(&user);
  user.sessions.push_back(&added);
  return added;
}

void State::drop_session(SessionKey key) {
  const auto found = sessions_.find(key);
  if (found == sessions_.end()) return;
  UserState& user = *found->second.user;
  user.sessions.erase(&found->second);
  if (user.sessions.empty()) online_.erase(&user);
  sessions_.erase(found);
}

void State::set_epoch(std::string value) {
  epoch = std::move(value);
  RoomRecord record;
  record.id = record.name = "@server";
  record.epoch = epoch;
  server_->record = PackedRoom(record);
}

void State::keep_keys(const State& before) {
  next_session_key_ = before.next_session_key_;
  const auto keep = [this](RoomState& room, RoomKey key) {
    by_key_.erase(room.key);
    room.key = key;
    by_key_[key] = &room;
  };
  for (auto& [id, room] : rooms_) {
    const auto same = before.rooms_.find(id);
    if (same != before.rooms_.end() && same->second->record.epoch() == room->record.epoch())
      keep(*room, same->second->key);
  }
  keep(*server_, before.server_->key);
}

void State::load(Snapshot snapshot) {
  set_epoch(std::move(snapshot.epoch));
  pos = snapshot.pos;
  for (UserRecord& record : snapshot.users) set_user(std::move(record));
  for (LoginRecord& record : snapshot.logins) {
    if (UserState* owner = find_in(users_, record.user)) set_login(std::move(record), *owner);
  }
  for (const RoomRecord& record : snapshot.rooms) set_room(record);
  for (const MemberRecord& record : snapshot.members) {
    RoomState* room = find_in(rooms_, record.room);
    UserState* user = find_in(users_, record.user);
    if (room && user)
      set_member(*room, *user, Member{record.role, record.banned, record.muted_until, record.read});
  }
  for (const LogState& state : snapshot.logs) {
    const Log log{state.head, state.floor, state.last_message, state.last_ts};
    if (state.log == server_->record.id()) {
      server_->log = log;
    } else if (!state.log.empty() && state.log.front() == '@') {
      if (UserState* user = find_in(users_, state.log.substr(1))) user->me = log;
    } else if (RoomState* room = find_in(rooms_, state.log)) {
      room->log = log;
    }
  }
}

}  // namespace workchat::core
