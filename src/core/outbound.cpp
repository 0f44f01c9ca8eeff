#include "core/outbound.hpp"

#include <algorithm>

namespace workchat::core {

namespace {

/// How often a crowded room hears how many are there.
constexpr TimeMs crowd_ms = 1000;

Delivery about(Delivery::Kind kind, const SessionState& session, RoomKey room = 0) {
  Delivery delivery;
  delivery.kind = kind;
  delivery.session = session.key;
  delivery.room = room;
  return delivery;
}

void count_in(Listeners& listeners, const std::shared_ptr<Outbox>& outbox) {
  for (auto& reach : listeners.reaches) {
    if (reach.outbox != outbox) continue;
    ++reach.sessions;
    return;
  }
  listeners.reaches.push_back({outbox, 1});
}

void count_out(Listeners& listeners, const std::shared_ptr<Outbox>& outbox) {
  auto& reaches = listeners.reaches;
  const auto reach =
      std::find_if(reaches.begin(), reaches.end(), [&](const auto& each) { return each.outbox == outbox; });
  if (reach == reaches.end() || --reach->sessions > 0) return;
  *reach = std::move(reaches.back());
  reaches.pop_back();
}

}  // namespace

void Outbound::push(const std::shared_ptr<Outbox>& outbox, Delivery delivery) {
  outbox->push(std::move(delivery));
  // A repeat in the list is harmless: flush wakes once.
  if (told_.empty() || told_.back() != outbox) told_.push_back(outbox);
}

void Outbound::answer(const Ticket& ticket, Result<Answer> answer) {
  if (!ticket.outbox) return;
  Delivery delivery;
  delivery.kind = Delivery::Kind::answer;
  delivery.ticket = ticket.number;
  delivery.answer = std::make_shared<const Result<Answer>>(std::move(answer));
  push(ticket.outbox, std::move(delivery));
}

void Outbound::event(RoomState& room, EventPtr event) {
  for (const auto& reach : room.listeners->reaches) {
    Delivery delivery;
    delivery.room = room.key;
    delivery.event = event;
    push(reach.outbox, std::move(delivery));
  }
}

void Outbound::direct(SessionState& session, EventPtr event) {
  Delivery delivery = about(Delivery::Kind::direct, session, event->room_key);
  delivery.event = std::move(event);
  push(session.outbox, std::move(delivery));
}

void Outbound::direct(UserState& user, const EventPtr& event) {
  for (SessionState* session : user.sessions) direct(*session, event);
}

void Outbound::attach(SessionState& session, RoomState& room) {
  if (!session.rooms.contains(&room)) {
    // Told first, so that the one who comes does not hear of itself.
    if (!session.follow_all) present(room, *session.user);
    adopt(session, room);
  }
  Delivery attached = about(Delivery::Kind::attach, session, room.key);
  attached.head = room.log.head;
  push(session.outbox, std::move(attached));
}

void Outbound::adopt(SessionState& session, RoomState& room) {
  session.rooms.push_back(&room);
  count_in(room.listeners.change(), session.outbox);
}

void Outbound::detach(SessionState& session, RoomState& room, bool at_once, TimeMs monotonic) {
  if (!session.rooms.contains(&room)) return;
  session.rooms.erase(&room);
  tell_detached(session, room.key);
  count_out(room.listeners.change(), session.outbox);
  if (!session.follow_all) absent(room, *session.user, at_once, monotonic);
}

void Outbound::detach(UserState& user, RoomState& room, TimeMs monotonic) {
  // Silently first, so that the user's own sessions hear nothing of the room any more.
  const bool present = room.listeners->online.count(&user) != 0;
  if (present) room.listeners.change().online.erase(&user);
  for (SessionState* session : user.sessions) detach(*session, room, true, monotonic);
  if (present) tell_presence(room, user, EventType::leave);
}

void Outbound::clear(RoomState& room, TimeMs monotonic) {
  std::vector<SessionState*> listening;
  for (auto& [key, session] : state_->sessions())
    if (session.rooms.contains(&room)) listening.push_back(&session);
  std::sort(listening.begin(), listening.end(), [](auto* a, auto* b) { return a->key < b->key; });
  if (!room.listeners->online.empty()) room.listeners.change().online.clear();
  for (SessionState* session : listening) detach(*session, room, true, monotonic);
}

void Outbound::end(SessionState& session, CloseReason reason, TimeMs monotonic) {
  for (RoomState* room : session.rooms.all()) detach(session, *room, reason == CloseReason::banned, monotonic);
  tell_ended(session, reason);
  state_->drop_session(session.key);
}

void Outbound::tell_detached(const SessionState& session, RoomKey room) {
  push(session.outbox, about(Delivery::Kind::detach, session, room));
}

/// Who it is, by which login, and what else is to be said; of none of these may a stranger choose the
/// characters.
void Outbound::log(std::string_view event, const SessionState& session, const std::string& more) {
  if (!log_) return;
  const UserRecord& user = session.user->record;
  log_(LogLevel::info, event,
       user.name + " " + user.id + " " + (session.login.empty() ? "host" : session.login) + more);
}

void Outbound::tell_begun(const SessionState& session, const std::string& address) {
  log("session_opened", session, address.empty() ? address : " " + address);
}

void Outbound::tell_ended(const SessionState& session, CloseReason reason) {
  log("session_closed", session,
      reason == CloseReason::none ? "" : " " + std::to_string(static_cast<int>(reason)));
  if (session.held) {
    for (const Request& request : *session.held)
      answer(request.ticket, Error{Errc::closed, "The session is over.", {}, {}, 0});
  }
  Delivery ended = about(Delivery::Kind::end, session);
  ended.reason = reason;
  push(session.outbox, std::move(ended));
}

void Outbound::present(RoomState& room, UserState& user) {
  if (room.key == state_->server().key) return;
  Presence& presence = room.listeners.change().online[&user];
  const bool first = presence.sessions == 0 && presence.leaves_at == 0;
  ++presence.sessions;
  presence.leaves_at = 0;
  if (first) tell_presence(room, user, EventType::join);
}

void Outbound::absent(RoomState& room, UserState& user, bool at_once, TimeMs monotonic) {
  auto& all = room.listeners.change().online;
  const auto online = all.find(&user);
  if (online == all.end() || --online->second.sessions > 0) return;
  if (at_once) {
    gone(room, user);
    return;
  }
  online->second.leaves_at = monotonic + limits_.presence_grace_ms;
  leaving_.emplace(online->second.leaves_at, std::make_pair(room.key, user.record.id));
}

void Outbound::gone(RoomState& room, UserState& user) {
  room.listeners.change().online.erase(&user);
  tell_presence(room, user, EventType::leave);
}

void Outbound::tell_presence(RoomState& room, const UserState& user, EventType type) {
  const auto online = static_cast<std::int64_t>(room.listeners->online.size());
  if (online > limits_.presence_room) {
    crowded_[room.key] = type;
    return;
  }
  auto event = std::make_shared<Event>();
  event->type = type;
  event->room_key = room.key;
  event->room = room.record.id();
  event->user = user.ref();
  event->online = online;
  this->event(room, std::move(event));
}

TimeMs Outbound::tick(TimeMs monotonic) {
  while (!leaving_.empty() && leaving_.begin()->first <= monotonic) {
    const auto [due, who] = *leaving_.begin();
    leaving_.erase(leaving_.begin());
    RoomState* room = state_->room_by_key(who.first);
    const auto user = state_->users().find(who.second);
    if (!room || user == state_->users().end()) continue;
    const auto online = room->listeners->online.find(user->second.get());
    if (online != room->listeners->online.end() && online->second.leaves_at == due)
      gone(*room, *user->second);
  }
  if (!crowded_.empty() && monotonic >= crowded_at_) {
    for (const auto& [key, type] : crowded_) {
      RoomState* room = state_->room_by_key(key);
      if (!room) continue;
      auto event = std::make_shared<Event>();
      event->type = type;
      event->room_key = key;
      event->room = room->record.id();
      event->online = static_cast<std::int64_t>(room->listeners->online.size());
      this->event(*room, std::move(event));
    }
    crowded_.clear();
    crowded_at_ = monotonic + crowd_ms;
  }
  TimeMs next = leaving_.empty() ? -1 : leaving_.begin()->first;
  if (!crowded_.empty()) next = next < 0 ? crowded_at_ : std::min(next, crowded_at_);
  return next;
}

void Outbound::flush() {
  for (const auto& outbox : told_) outbox->flush();
  told_.clear();
}

}  // namespace workchat::core
