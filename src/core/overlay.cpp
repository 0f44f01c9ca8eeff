#include "core/overlay.hpp"

#include <optional>

namespace workchat::core {

UserState& Overlay::put_user(UserRecord record) {
  const UserId id = record.id;
  const auto found = state_.users().find(id);
  std::optional<UserRecord> before;
  if (found != state_.users().end()) before = found->second->record;
  on_undo([this, id, before] {
    if (before) state_.set_user(*before);
    else state_.drop_user(id);
  });
  users_.insert(id);
  return state_.set_user(std::move(record));
}

LoginState& Overlay::put_login(LoginRecord record, UserState& user) {
  const LoginId id = record.id;
  std::optional<LoginRecord> before;
  if (const LoginState* login = state_.login(id)) before = login->record;
  on_undo([this, id, before, owner = user.record.id] {
    if (before) state_.set_login(*before, *state_.users().at(owner));
    else state_.drop_login(id);
  });
  logins_.insert(id);
  return state_.set_login(std::move(record), user);
}

void Overlay::remove_login(const LoginId& id) {
  const LoginState* login = state_.login(id);
  if (!login) return;
  on_undo([this, before = login->record] { state_.set_login(before, *state_.users().at(before.user)); });
  logins_.insert(id);
  state_.drop_login(id);
}

RoomState& Overlay::put_room(const RoomRecord& record) {
  const RoomId& id = record.id;
  const auto found = state_.rooms().find(id);
  std::optional<RoomRecord> before;
  if (found != state_.rooms().end()) before = found->second->record.unpacked();
  on_undo([this, id, before] {
    if (before) state_.set_room(*before);
    else state_.drop_room(id);
  });
  rooms_.insert(id);
  return state_.set_room(record);
}

std::shared_ptr<RoomState> Overlay::remove_room(const RoomId& id) {
  std::shared_ptr<RoomState> room = state_.drop_room(id);
  if (!room) return nullptr;
  on_undo([this, room] { state_.put_back(room); });
  rooms_.insert(id);
  rooms_removed_.push_back(id);
  members_.erase(id);
  return room;
}

void Overlay::put_member(RoomState& room, UserState& user, const Member& member) {
  std::optional<Member> before;
  if (const Member* known = room.find(&user)) before = *known;
  on_undo([this, &room, &user, before] {
    if (before) state_.set_member(room, user, *before);
    else state_.drop_member(room, user);
  });
  members_[RoomId(room.record.id())].insert(user.record.id);
  const bool nothing = member.role == Role::none && !member.banned && member.muted_until == 0;
  if (nothing) state_.drop_member(room, user);
  else state_.set_member(room, user, member);
}

std::size_t Overlay::append(NewEntry entry) {
  entries_.push_back(std::move(entry));
  return entries_.size() - 1;
}

bool Overlay::empty() const {
  return epoch_.empty() && users_.empty() && logins_.empty() && rooms_.empty() && members_.empty() &&
         entries_.empty();
}

Batch Overlay::batch(TimeMs forget_before) {
  Batch batch;
  batch.forget_before = forget_before;
  batch.epoch = std::move(epoch_);
  for (const UserId& id : users_) batch.users.push_back(state_.users().at(id)->record);
  for (const LoginId& id : logins_) {
    if (const LoginState* login = state_.login(id)) batch.logins.push_back(login->record);
    else batch.logins_removed.push_back(id);
  }
  batch.rooms_removed = rooms_removed_;
  for (const RoomId& id : rooms_) {
    const auto found = state_.rooms().find(id);
    if (found != state_.rooms().end()) batch.rooms.push_back(found->second->record.unpacked());
  }
  for (const auto& [room_id, users] : members_) {
    const auto found = state_.rooms().find(room_id);
    if (found == state_.rooms().end()) continue;
    for (const UserId& user_id : users) {
      UserState* user = state_.users().at(user_id).get();
      if (const Member* member = found->second->find(user))
        batch.members.push_back(
            {room_id, user_id, member->role, member->banned, member->muted_until, member->read});
      else
        batch.members_removed.push_back({room_id, user_id});
    }
  }
  batch.entries = std::move(entries_);
  return batch;
}

void Overlay::accept() {
  undo_.clear();
  epoch_.clear();
  users_.clear();
  logins_.clear();
  rooms_.clear();
  rooms_removed_.clear();
  members_.clear();
  entries_.clear();
}

void Overlay::undo() {
  for (auto step = undo_.rbegin(); step != undo_.rend(); ++step) (*step)();
  accept();
}

}  // namespace workchat::core
