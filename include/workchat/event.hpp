#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <workchat/message.hpp>

namespace workchat {

using RoomKey = std::uint64_t;     ///< a room while the engine runs; never reused
using SessionKey = std::uint64_t;  ///< a session while the engine runs; never reused

/// The key of every user's own "@me": its events reach a session as Delivery::Kind::direct, from the session's
/// start on, without an attach.
inline constexpr RoomKey me_room = 1;

enum class EventType {
  entry,    ///< something new in a log: `entry`
  join,     ///< presence: a user's first session in the room
  leave,    ///< presence: the last one has gone, `presence_grace_ms` ago
  typing,
  notice,   ///< `text`, for people
  closed,   ///< of in-process sessions: the session is over, `close`
};

/// Why a session ends; the numbers are WebSocket close codes (protocol section 3).
enum class CloseReason : std::uint16_t {
  none = 0,
  restart = 4000,
  slow_reader = 4008,
  heartbeat = 4009,
  token = 4501,
  banned = 4503,
  replaced = 4505,
  protocol = 4506,
};

/// What a listener hears. Shared between threads; never changes once made.
struct Event {
  EventType type = EventType::entry;
  RoomKey room_key = 0;
  RoomId room;      ///< empty: of no room
  EntryPtr entry;
  UserRef user;     ///< join, leave, typing: who; empty where more than `presence_room` are online
  std::int64_t online = 0;  ///< join, leave
  std::string text;         ///< notice
  CloseReason close = CloseReason::none;

  /// The message, where this is a new one; else null.
  const Message* message() const {
    return entry && entry->type == EntryType::message ? entry.get() : nullptr;
  }
  /// An ephemeron may be dropped when a reader is slow; an entry may not.
  bool ephemeral() const { return !entry; }
};

using EventPtr = std::shared_ptr<const Event>;

/// The wire name: the entry's type, or the event's own.
WORKCHAT_API std::string_view name_of(const Event& event);

}  // namespace workchat
