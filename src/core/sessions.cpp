#include <algorithm>
#include <utility>
#include <vector>

#include "core/decide.hpp"
#include "core/views.hpp"

namespace workchat::core {

namespace {

/// Guests' names are kept for a time after their last session, so its end is written down.
void note_last_seen(Turn& turn, const UserId& id) {
  Work work;
  work.own = true;
  work.then = [id](Turn& later, Asked&) {
    const auto user = later.state.users().find(id);
    if (user == later.state.users().end() || !user->second->sessions.empty()) return;
    UserRecord record = user->second->record;
    record.seen_at = later.now;
    later.changes.put_user(std::move(record));
  };
  turn.parts.come_back(std::move(work));
}

/// What a session that follows everything begins with: the rooms of its user as it is decided. Those that the same
/// turn adds come by `follow`, where they belong among the room's events.
std::vector<RoomState*> rooms_followed(const UserState& user) {
  std::vector<RoomState*> rooms;
  for (RoomState* room : user.rooms)
    if (room->find(&user)->role >= Role::member) rooms.push_back(room);
  return rooms;
}

SessionOpened open(Turn& turn, UserState& user, const Request& request, bool follow_all,
                   const std::vector<RoomState*>& rooms) {
  SessionState session;
  session.user = &user;
  session.login = request.caller.login;
  session.outbox = request.ticket.outbox;
  session.follow_all = follow_all;
  SessionState& opened = turn.state.add_session(std::move(session));
  turn.outbound.tell_begun(opened, request.caller.address);
  SessionOpened answer;
  answer.session = opened.key;
  answer.name = turn.new_public_id("s_");
  answer.user = view_of(user);
  answer.motd = turn.parts.motd;
  answer.epoch = turn.state.epoch;
  answer.pos = turn.state.pos;
  answer.login = opened.login;
  if (follow_all) {
    turn.outbound.attach(opened, turn.state.server());
    for (RoomState* room : rooms) turn.outbound.attach(opened, *room);
  }
  return answer;
}

}  // namespace

void decide(Turn& turn, Asked& asked, const verb::OpenSession& verb) {
  UserState* user = asked.user;
  Request request = asked.request;
  if (asked.login) request.caller.login = asked.login->record.id;
  if (!request.ticket.outbox)
    return turn.refuse(asked, {Errc::bad_request, "A session needs an outbox.", {}, {}, 0});
  std::vector<RoomState*> rooms;
  if (verb.follow_all) rooms = rooms_followed(*user);
  turn.after([&turn, user, request = std::move(request), follow_all = verb.follow_all, rooms = std::move(rooms)] {
    const auto open_now = static_cast<std::int64_t>(user->sessions.size());
    if (open_now >= turn.limits.connections_per_user && request.caller.host_user.empty()) {
      turn.outbound.answer(request.ticket,
                           Error{Errc::rate_limited, "Too many connections of this user.", {}, {}, 1000});
      return;
    }
    turn.outbound.answer(request.ticket, Answer{open(turn, *user, request, follow_all, rooms)});
  });
}

void decide(Turn& turn, Asked& asked, const verb::RenewSession& verb) {
  if (!asked.session) return turn.refuse(asked, {Errc::bad_request, "This is no session.", {}, {}, 0});
  const LoginState* login = turn.state.login(verb.login);
  if (!login || login->user != asked.user || login->record.expires_at <= turn.now)
    return turn.refuse(asked, {Errc::unauthenticated, "This sign-in is over.", {}, {}, 0});
  turn.after([&turn, key = asked.session->key, id = verb.login] {
    if (SessionState* session = turn.state.session(key)) session->login = id;
  });
  turn.answer(asked, Answer{Done{}});
}

void decide(Turn& turn, Asked& asked, const verb::CloseSession&) {
  if (!asked.session) return turn.refuse(asked, {Errc::bad_request, "This is no session.", {}, {}, 0});
  turn.answer(asked, Answer{Done{}});
  turn.after([&turn, user = asked.user, key = asked.session->key] {
    SessionState* session = turn.state.session(key);
    if (!session) return;
    turn.outbound.end(*session, CloseReason::none, turn.monotonic);
    if (user->sessions.empty() && user->record.role == UserRole::guest) note_last_seen(turn, user->record.id);
  });
}

void decide(Turn& turn, Asked& asked, const verb::Unlisten& verb) {
  if (!asked.session) return turn.refuse(asked, {Errc::bad_request, "This is no session.", {}, {}, 0});
  if (verb.room == "@me")
    return turn.refuse(asked, {Errc::forbidden, "Every session hears its own log.", "own_log", {}, 0});
  auto room = turn.room_for(Action::see, asked, verb.room);
  if (!room) return turn.refuse(asked, room.error());
  turn.after([&turn, key = asked.session->key, room = *room] {
    if (SessionState* session = turn.state.session(key))
      turn.outbound.detach(*session, *room, false, turn.monotonic);
  });
  turn.answer(asked, Answer{Done{}});
}

void decide(Turn& turn, Asked& asked, const verb::Typing& verb) {
  auto room = turn.room_for(Action::post, asked, verb.room);
  if (!room) return turn.refuse(asked, room.error());
  auto event = std::make_shared<Event>();
  event->type = EventType::typing;
  event->room_key = (*room)->key;
  event->room = (*room)->record.id();
  event->user = asked.user->ref();
  turn.after([&turn, room = *room, event] { turn.outbound.event(*room, event); });
  turn.answer(asked, Answer{Done{}});
}

}  // namespace workchat::core
