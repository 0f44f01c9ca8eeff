#pragma once

#include <optional>

#include <workchat/request.hpp>
#include <workchat/result.hpp>

namespace workchat::core {

/// What somebody wants to do in a room.
enum class Action {
  see,       ///< know of it: its object, its name
  read,      ///< its log, its users
  join,
  post,
  react,     ///< and pin
  edit,      ///< a message
  erase,     ///< a message
  invite,
  topic,
  settings,  ///< everything else of the room, and deleting it
  set_role,
  moderate,  ///< kick, ban, mute
};

/// Everything the answer depends on.
struct Standing {
  UserRole user = UserRole::user;
  RoomKind kind = RoomKind::open;
  bool locked = false;       ///< a password is asked ...
  bool unlocked = false;     ///< ... and was given right
  Role role = Role::none;
  bool banned = false;
  bool muted = false;
  bool own = false;          ///< the message is the asker's
  Role target = Role::none;  ///< set_role, moderate: of whom it is done to
};

/// The one place where it is decided who may do what in a room. Pure. Empty: yes.
/// Errors: not_found (may not know of it), forbidden with a rule, wrong_password.
std::optional<Error> refusal(Action action, const Standing& standing);

}  // namespace workchat::core
