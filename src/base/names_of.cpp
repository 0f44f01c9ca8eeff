#include <workchat/event.hpp>
#include <workchat/message.hpp>
#include <workchat/request.hpp>

#include "base/text.hpp"

namespace workchat {

// Each switch names every value, so that the compiler tells of a forgotten one.

std::string_view name_of(EntryType type) {
  switch (type) {
    case EntryType::message: return "message";
    case EntryType::edit: return "edit";
    case EntryType::deletion: return "delete";
    case EntryType::reaction: return "reaction";
    case EntryType::pin: return "pin";
    case EntryType::member: return "member";
    case EntryType::room: return "room";
    case EntryType::mention: return "mention";
    case EntryType::direct: return "direct";
    case EntryType::invited: return "invited";
    case EntryType::read: return "read";
    case EntryType::room_created: return "room_created";
    case EntryType::room_changed: return "room_changed";
    case EntryType::room_deleted: return "room_deleted";
    case EntryType::announcement: return "announcement";
  }
  return {};
}

std::string_view name_of(Role role) {
  switch (role) {
    case Role::none: return "none";
    case Role::invited: return "invited";
    case Role::member: return "member";
    case Role::moderator: return "moderator";
    case Role::owner: return "owner";
  }
  return {};
}

std::string_view name_of(Format format) {
  switch (format) {
    case Format::plain: return "plain";
    case Format::markdown: return "markdown";
  }
  return {};
}

std::string_view name_of(UserRole role) {
  switch (role) {
    case UserRole::guest: return "guest";
    case UserRole::user: return "user";
    case UserRole::admin: return "admin";
  }
  return {};
}

std::string_view name_of(RoomKind kind) {
  switch (kind) {
    case RoomKind::open: return "public";
    case RoomKind::closed: return "private";
    case RoomKind::direct: return "direct";
    case RoomKind::announcement: return "announcement";
  }
  return {};
}

std::string_view name_of(const Event& event) {
  switch (event.type) {
    case EventType::entry: return name_of(event.entry->type);
    case EventType::join: return "join";
    case EventType::leave: return "leave";
    case EventType::typing: return "typing";
    case EventType::notice: return "notice";
    case EventType::closed: return "closed";
  }
  return {};
}

std::string pinned(const RoomView& room) {
  const std::string pin = room.id + "@" + room.epoch;
  return base::pin_of(pin) ? pin : room.id;  // a log of no room ends with the server
}

}  // namespace workchat
