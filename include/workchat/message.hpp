#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <workchat/user.hpp>

namespace workchat {

using RoomId = std::string;  ///< a slug, or "@me" / "@server"
using Seq = std::int64_t;    ///< 1, 2, 3 … within one log; 0 = before the first
using Pos = std::int64_t;    ///< 1 … over all logs of a store, in commit order

/// A member's standing in a room.
enum class Role { none, invited, member, moderator, owner };

enum class Format { plain, markdown };

/// What an entry of a log is. The first group stands in rooms, the second in "@me", the third in "@server".
enum class EntryType {
  message,
  edit,      ///< target, text
  deletion,  ///< target
  reaction,  ///< target, word = emoji, on
  pin,       ///< target, on
  member,    ///< subject = who, word = invited|joined|left|kicked|banned|unbanned|role, role
  room,      ///< settings after the change: text = topic, word = kind, subject.name = name, on = locked

  mention,  ///< source, target = seq there, user = who wrote it
  direct,   ///< a direct message: source, target = seq there
  invited,  ///< to a room: source
  read,     ///< a read marker was set: source, target = seq

  room_created,  ///< public rooms only: source, subject.name = name, word = kind, text = topic
  room_changed,
  room_deleted,
  announcement,  ///< text
};

struct Reaction {
  std::string emoji;
  std::vector<UserId> users;
};

/// One entry of a log. Which fields say something depends on `type`, as listed above; the others are empty.
/// Entries are shared between threads and never change once made.
struct Entry {
  EntryType type = EntryType::message;
  RoomId room;     ///< the log; a user's own log is "@me" to its reader, "@<user id>" in the store
  Seq seq = 0;
  Pos pos = 0;
  TimeMs ts = 0;   ///< never decreases within a room
  UserRef user;    ///< who did it; a store fills the id only, the engine the name
  std::string text;
  Format format = Format::plain;
  std::string client_id;
  Seq reply_to = 0;
  Seq target = 0;
  UserRef subject;
  RoomId source;
  std::string word;
  Role role = Role::none;
  bool on = false;
  UserId audience;  ///< empty: every reader of the log; else this user only, and a `nop` for all others

  // What has happened to a message since; set in pages of messages only.
  bool deleted = false;  ///< also in raw entries: a deleted message and its edits, whose text is then empty
  bool pinned = false;
  TimeMs edited_at = 0;
  std::vector<Reaction> reactions;
};

/// A message is an entry of type `message`; in a page, with its edits, deletion and reactions applied.
using Message = Entry;
using EntryPtr = std::shared_ptr<const Entry>;

/// The names of protocol.md.
WORKCHAT_API std::string_view name_of(EntryType type);
WORKCHAT_API std::string_view name_of(Role role);
WORKCHAT_API std::string_view name_of(Format format);
WORKCHAT_API std::string_view name_of(UserRole role);

/// Part of a room's log, oldest first.
struct Page {
  std::vector<Entry> entries;
  Seq head = 0;
  Seq floor = 0;  ///< the oldest entry that is kept; 1 where nothing was trimmed
  std::string epoch;
  bool more = false;  ///< there is more in the direction that was asked
};

}  // namespace workchat
