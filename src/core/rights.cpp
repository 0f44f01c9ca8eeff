#include "core/rights.hpp"

#include <string>

namespace workchat::core {

namespace {

std::optional<Error> forbid(const char* rule, const char* message) {
  Error error{Errc::forbidden, message, rule, {}, 0};
  return error;
}

bool hidden(const Standing& s) {
  const bool secret = s.kind == RoomKind::closed || s.kind == RoomKind::direct;
  return secret && s.role < Role::invited;
}

/// An administrator of the server does what an owner does, in rooms that are not a private talk.
Role effective(const Standing& s) {
  return s.user == UserRole::admin && s.kind != RoomKind::direct ? Role::owner : s.role;
}

std::optional<Error> refuse_join(const Standing& s) {
  if (s.banned) return forbid("banned", "You are banned from this room.");
  if (s.role >= Role::invited || !s.locked || s.unlocked) return std::nullopt;
  return Error{Errc::wrong_password, "This room asks for a password.", {}, {}, 0};
}

std::optional<Error> refuse_post(const Standing& s) {
  if (s.muted) return forbid("muted", "You are muted in this room.");
  if (s.kind == RoomKind::announcement && effective(s) < Role::moderator)
    return forbid("moderators_only", "Only moderators write in this room.");
  return std::nullopt;
}

std::optional<Error> refuse_rank(const Standing& s, Role least, const char* rule) {
  if (s.kind == RoomKind::direct) return forbid("direct_room", "A direct room cannot be changed.");
  if (effective(s) < least) return forbid(rule, "Your role in this room does not allow this.");
  return std::nullopt;
}

std::optional<Error> refuse_moderate(const Standing& s) {
  if (auto refused = refuse_rank(s, Role::moderator, "moderators_only")) return refused;
  if (s.target >= effective(s)) return forbid("outranked", "Their role in this room is as high as yours.");
  return std::nullopt;
}

}  // namespace

std::optional<Error> refusal(Action action, const Standing& s) {
  if (hidden(s)) return Error{Errc::not_found, "There is no such room.", {}, {}, 0};
  if (action == Action::see) return std::nullopt;
  if (action == Action::join) return refuse_join(s);
  const bool from_outside = s.user == UserRole::admin &&
                            (action == Action::settings || action == Action::set_role || action == Action::moderate);
  if (s.role < Role::member && !from_outside) return forbid("member_only", "Only members may do this.");
  switch (action) {
    case Action::see:
    case Action::join:
    case Action::read: return std::nullopt;
    case Action::post: return refuse_post(s);
    case Action::react: return s.muted ? forbid("muted", "You are muted in this room.") : std::nullopt;
    case Action::edit:
      if (!s.own) return forbid("author_only", "Only its author may edit a message.");
      return refuse_post(s);
    case Action::erase:
      if (s.own || (s.kind != RoomKind::direct && effective(s) >= Role::moderator)) return std::nullopt;
      return forbid("author_only", "Only its author or a moderator may delete a message.");
    case Action::invite: return refuse_rank(s, Role::member, "member_only");
    case Action::topic: return refuse_rank(s, Role::moderator, "moderators_only");
    case Action::settings:
    case Action::set_role: return refuse_rank(s, Role::owner, "owner_only");
    case Action::moderate: return refuse_moderate(s);
  }
  return forbid("member_only", "Only members may do this.");
}

}  // namespace workchat::core
