#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <workchat/engine.hpp>
#include <workchat/limits.hpp>

#include "core/state.hpp"

namespace workchat::core {

/// What leaves the loop: who listens where, presence, and the outboxes. Used in a turn's last part only, when
/// the store has taken what was decided; nothing here can fail or be undone.
class Outbound {
 public:
  Outbound(State& state, const Limits& limits, const LogSink& log)
      : state_(&state), limits_(limits), log_(log) {}
  /// After a recovery the loop has another state.
  void use(State& state) { state_ = &state; }

  void answer(const Ticket& ticket, Result<Answer> answer);
  void event(RoomState& room, EventPtr event);
  void direct(SessionState& session, EventPtr event);
  void direct(UserState& user, const EventPtr& event);

  /// The session hears the room from here on, and is present there unless it only follows. One that did
  /// already is told again, and begins anew.
  void attach(SessionState& session, RoomState& room);
  /// It no longer does; `at_once`: without the grace that a reload of a page is given.
  void detach(SessionState& session, RoomState& room, bool at_once, TimeMs monotonic);
  /// All sessions of a user.
  void detach(UserState& user, RoomState& room, TimeMs monotonic);
  /// For the log, which hears of the end from `end`.
  void tell_begun(const SessionState& session, const std::string& address);
  /// The session is over. `reason` none: it asked for that itself. What it still had to ask is answered `closed`,
  /// and the session is gone after the call.
  void end(SessionState& session, CloseReason reason, TimeMs monotonic);
  /// Nobody listens there any more; the room may go.
  void clear(RoomState& room, TimeMs monotonic);
  // Of a recovery: a session of an older state goes on in this one without a word to its reader, or is told
  // what it lost.
  void adopt(SessionState& session, RoomState& room);
  void tell_detached(const SessionState& session, RoomKey room);
  void tell_ended(const SessionState& session, CloseReason reason);

  /// Presence that is due. Returns when the next is, monotonic; -1: none.
  TimeMs tick(TimeMs monotonic);
  /// One wake for each outbox that was told something.
  void flush();

 private:
  void push(const std::shared_ptr<Outbox>& outbox, Delivery delivery);
  void log(std::string_view event, const SessionState& session, const std::string& more);
  void present(RoomState& room, UserState& user);
  void absent(RoomState& room, UserState& user, bool at_once, TimeMs monotonic);
  void gone(RoomState& room, UserState& user);
  void tell_presence(RoomState& room, const UserState& user, EventType type);

  State* state_;
  const Limits& limits_;
  const LogSink& log_;
  std::vector<std::shared_ptr<Outbox>> told_;
  std::multimap<TimeMs, std::pair<RoomKey, UserId>> leaving_;
  std::unordered_map<RoomKey, EventType> crowded_;  ///< rooms whose number of people is to be told
  TimeMs crowded_at_ = 0;
};

}  // namespace workchat::core
