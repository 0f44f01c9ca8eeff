#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <workchat/message.hpp>
#include <workchat/request.hpp>
#include <workchat/result.hpp>

namespace workchat {

/// What a store keeps of a user. Written whole; the key is `id`.
struct UserRecord {
  UserId id;
  std::string name;
  std::string name_key;  ///< how names are compared; empty: the name is free for others again
  std::string display_name;
  UserRole role = UserRole::user;
  std::string password_hash;  ///< of Authentication's hasher; empty: no password signs this user in
  std::string subject;        ///< who an outside Authenticator says this is; empty: nobody outside
  bool disabled = false;
  TimeMs created_at = 0;
  TimeMs seen_at = 0;  ///< end of the last session, written for guests
};

/// A signed-in device. The key is `id`.
struct LoginRecord {
  LoginId id;
  UserId user;
  std::string digest;  ///< of the cookie's secret
  std::string device;
  TimeMs created_at = 0;
  TimeMs expires_at = 0;
};

/// A room's settings. The key is `id`. A room that is removed takes its log, members and markers with it.
struct RoomRecord {
  RoomId id;
  std::string name;
  std::string name_key;
  RoomKind kind = RoomKind::open;
  std::string topic;
  std::string password_hash;
  UserId owner;
  std::string epoch;  ///< 'e' and 13 to 63 of [a-z0-9]; one that a store makes is no other's
  TimeMs created_at = 0;
};

/// Somebody's standing in a room. The key is (`room`, `user`).
struct MemberRecord {
  RoomId room;
  UserId user;
  Role role = Role::member;  ///< `none`: not a member, but banned or muted
  bool banned = false;
  TimeMs muted_until = 0;  ///< 0: not muted; -1: until unmuted
  Seq read = 0;            ///< the read marker
};

struct MemberKey {
  RoomId room;
  UserId user;
};

/// An entry to be stored. The store gives `seq` and `pos`; everything else stands as it comes.
struct NewEntry {
  Entry entry;
  /// With a client_id: what a repeat is compared by.
  std::uint64_t draft_hash = 0;
  /// Index in the batch of the entry this one hangs on, or -1. It is stored only if that one is new, and its
  /// `target` becomes that one's seq.
  int parent = -1;
};

/// One turn's changes, stored all together or not at all. Order: users, rooms, removals, members, entries, so
/// that a room made in a batch can have entries in it.
struct Batch {
  std::string epoch;  ///< not empty: the store's own epoch from now on
  std::vector<UserRecord> users;
  std::vector<LoginRecord> logins;
  std::vector<LoginId> logins_removed;
  std::vector<RoomId> rooms_removed;  ///< before `rooms`: an id may be made again in the same batch
  std::vector<RoomRecord> rooms;
  std::vector<MemberRecord> members;
  std::vector<MemberKey> members_removed;
  std::vector<NewEntry> entries;
  TimeMs forget_before = 0;  ///< client_ids of entries older than this may be forgotten

  bool empty() const {
    return epoch.empty() && users.empty() && logins.empty() && logins_removed.empty() &&
           rooms_removed.empty() && rooms.empty() && members.empty() && members_removed.empty() &&
           entries.empty();
  }
};

/// What became of one entry of a batch.
struct Stored {
  enum class How : std::uint8_t {
    fresh,
    duplicate,  ///< its (room, user, client_id) is there: seq, pos, ts and draft_hash are the first one's
    dropped,    ///< it hung on one that was not fresh
  };
  How how = How::fresh;
  Seq seq = 0;
  Pos pos = 0;
  TimeMs ts = 0;
  std::uint64_t draft_hash = 0;
};

struct Committed {
  std::vector<Stored> entries;  ///< one for each of the batch's, in order
};

/// One log as it stands. For a room, its RoomRecord holds the epoch.
struct LogState {
  RoomId log;  ///< a room id, "@server", or "@<user id>"
  Seq head = 0;
  Seq floor = 1;
  Seq last_message = 0;  ///< the newest entry of type message; 0: none
  TimeMs last_ts = 0;
};

/// Everything the engine keeps in memory: all but the entries.
struct Snapshot {
  std::string epoch;  ///< empty: a new store
  Pos pos = 0;
  std::vector<UserRecord> users;
  std::vector<LoginRecord> logins;
  std::vector<RoomRecord> rooms;
  std::vector<MemberRecord> members;
  std::vector<LogState> logs;  ///< those with at least one entry
};

/// Which messages. At most one of before / after / around; none: the newest.
struct PageQuery {
  RoomId log;
  std::optional<Seq> before, after, around;  ///< before and after exclude, around includes
  std::int64_t limit = 50;
  std::int64_t max_bytes = 262144;  ///< of text; a page has at least one entry all the same
};

struct UnreadQuery {
  RoomId room;
  Seq read = 0;
};
struct UnreadCount {
  std::int64_t unread = 0;    ///< messages of others after `read`, not deleted
  std::int64_t mentions = 0;  ///< `mention` entries of the user's own log with this source and target > read
};

/// Where a chat is kept.
/// Threads: `load`, `commit` and `reopen` are called in a turn, one at a time, on whichever thread takes it; the
/// const calls by any thread, also beside a commit, and see whole commits only.
/// A store that may have lost what it acknowledged (a power cut, where it is not durable) changes all epochs
/// when it is opened.
/// Errors of commit: `invalid` or `conflict`: the batch cannot be stored, and was not; `overloaded`: no room
/// (a full disk), it was not stored and the store is as before; `unavailable`: it may or may not be stored,
/// and nothing more is taken until `reopen`. Errors of reads: `unavailable`, `not_found` (no such entry).
class WORKCHAT_API MessageStore {
 public:
  virtual ~MessageStore() = default;

  virtual Result<Snapshot> load() = 0;
  /// Atomic; returns when it is as durable as `durable()` says. An empty batch asks whether it can be written.
  virtual Result<Committed> commit(const Batch& batch) = 0;
  /// After `unavailable`: opens anew. What the store then holds is what `load` says.
  virtual Status reopen() = 0;

  /// Raw entries of a log after `after`, oldest first. A deleted message and its edits have no text.
  virtual Result<Page> entries(const RoomId& log, Seq after, std::int64_t limit,
                               std::int64_t max_bytes) const = 0;
  /// Raw entries of these logs after `after` in commit order. `through` is the last one's pos, or the store's
  /// newest where `more` is false.
  virtual Result<Feed> feed(const std::vector<RoomId>& logs, Pos after, std::int64_t limit,
                            std::int64_t max_bytes) const = 0;
  /// Messages only, oldest first, with edits, deletions, reactions and pins applied.
  virtual Result<Page> messages(const PageQuery& query) const = 0;
  /// One raw entry. Errors: not_found.
  virtual Result<Entry> entry(const RoomId& log, Seq seq) const = 0;
  /// One count for each query, in order.
  virtual Result<std::vector<UnreadCount>> unread(const UserId& user,
                                                  const std::vector<UnreadQuery>& rooms) const = 0;

  /// True: what commit acknowledged survives a power cut.
  virtual bool durable() const = 0;
  /// False: as a rule `commit` waits for neither a disk nor a network. It is called by the threads of a server as
  /// well then, still one at a time.
  virtual bool commit_waits() const { return true; }
  /// The folder that is this store's, for what belongs beside it; empty: it has none.
  virtual std::string folder() const = 0;
};

/// "memory:", or "sqlite:FOLDER" (made when missing, mode 0700; the file is FOLDER/workchat.db), with options
/// after a question mark: "?durability=full|normal|off". `full`: what was acknowledged is on the disk. `normal`: a
/// power cut may take the last of it. `off`: nothing waits for the disk, and a power cut may damage the file.
/// Errors: invalid (not such a text), conflict (another process has it open), unavailable (cannot be opened,
/// is damaged, or was written by a newer version).
WORKCHAT_API Result<std::unique_ptr<MessageStore>> open_store(std::string_view url);

}  // namespace workchat
