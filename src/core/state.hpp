#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <workchat/message_store.hpp>
#include <workchat/outbox.hpp>
#include <workchat/request.hpp>

#include "core/few.hpp"
#include "core/packed_room.hpp"
#include "core/rare.hpp"
#include "core/rates.hpp"

namespace workchat::core {

struct RoomState;
struct SessionState;
struct LoginState;

/// Where a log stands. Moved on by `tell` only, when the store has numbered an entry.
struct Log {
  Seq head = 0;
  Seq floor = 1;
  Seq last_message = 0;
  TimeMs last_ts = 0;
};

struct UserState {
  UserRecord record;
  Log me;                               ///< "@<id>", read as "@me"
  Few<RoomState> rooms;                 ///< member or invited
  std::int64_t held = 0;                ///< rooms a member of, or the owner of after leaving; no talks of two
  Few<SessionState> sessions;           ///< live
  Few<LoginState> logins;               ///< oldest first
  Bucket messages, commands;

  UserRef ref() const { return {record.id, record.name}; }
};

struct LoginState {
  LoginRecord record;
  UserState* user = nullptr;
};

struct Member {
  Role role = Role::none;
  bool banned = false;
  TimeMs muted_until = 0;
  Seq read = 0;
};

/// A user's sessions in a room, and since when there are none.
struct Presence {
  int sessions = 0;
  TimeMs leaves_at = 0;  ///< monotonic; 0: somebody is there
};

/// The outboxes that listen in a room, each with how many of its sessions do.
struct Listeners {
  struct Reach {
    std::shared_ptr<Outbox> outbox;
    int sessions = 0;
  };
  std::vector<Reach> reaches;
  std::unordered_map<UserState*, Presence> online;
};

inline bool is_public(RoomKind kind) {
  return kind == RoomKind::open || kind == RoomKind::announcement;
}

struct RoomState {
  PackedRoom record;
  RoomKey key = 0;
  Log log;
  Rare<std::unordered_map<UserState*, Member>> members;  ///< also who is only invited, banned or muted
  std::int64_t member_count = 0;                         ///< role member and up
  Rare<Listeners> listeners;

  const Member* find(const UserState* user) const;
  /// A private room with one member: nobody could come in after them, so it ends when they leave.
  bool ends_with_next() const { return record.kind() == RoomKind::closed && member_count == 1; }
};

/// A live listener.
struct SessionState {
  SessionKey key = 0;
  UserState* user = nullptr;
  LoginId login;  ///< empty: the host vouches
  std::shared_ptr<Outbox> outbox;
  Few<RoomState> rooms;  ///< listens in
  bool follow_all = false;
  bool waiting = false;                       ///< a request of this session is on the executor, or postponed ...
  std::unique_ptr<std::deque<Request>> held;  ///< ... and these came after it; null: none
};

/// All of a chat but the entries, in memory. Plain look-ups and index upkeep; what may change and how it is
/// undone is Overlay's. Threads: whose turn it is.
class State {
 public:
  UserState* user(std::string_view id_or_name) const;
  UserState* user_by_key(const std::string& name_key) const;
  UserState* user_by_subject(const std::string& subject) const;
  std::shared_ptr<RoomState> room(std::string_view id) const;
  /// Those of this name, as names are compared; oldest first. Several may share one.
  std::vector<std::shared_ptr<RoomState>> rooms_named(std::string_view name) const;
  RoomState* room_by_key(RoomKey key) const;
  LoginState* login(const LoginId& id) const;
  LoginState* login_by_digest(const std::string& digest) const;
  SessionState* session(SessionKey key);
  RoomState* direct_room(const UserState& a, const UserState& b) const;

  /// The "@server" log, which is a room to its listeners.
  RoomState& server() { return *server_; }
  const RoomState& server() const { return *server_; }

  // Index upkeep. `set_user` and `set_room` take the record as it shall be.
  UserState& set_user(UserRecord record);
  void drop_user(const UserId& id);
  LoginState& set_login(LoginRecord record, UserState& user);
  void drop_login(const LoginId& id);
  RoomState& set_room(const RoomRecord& record);
  void put_back(std::shared_ptr<RoomState> room);
  std::shared_ptr<RoomState> drop_room(const RoomId& id);
  void set_member(RoomState& room, UserState& user, const Member& member);
  void drop_member(RoomState& room, UserState& user);

  /// One that has no key yet gets the next.
  SessionState& add_session(SessionState session);
  void drop_session(SessionKey key);

  using Rooms = std::unordered_map<std::string_view, std::shared_ptr<RoomState>>;
  const std::unordered_map<UserId, std::unique_ptr<UserState>>& users() const { return users_; }
  const Rooms& rooms() const { return rooms_; }
  using Sessions = std::unordered_map<SessionKey, SessionState>;
  Sessions& sessions() { return sessions_; }
  const std::unordered_map<LoginId, std::unique_ptr<LoginState>>& logins() const { return logins_; }

  // In order, so that the first of many are found without a look at all.
  /// By the key of the name: who has one, and of those who has a session.
  struct ByName {
    using is_transparent = void;
    static std::string_view key(const UserState* user) { return user->record.name_key; }
    static std::string_view key(std::string_view name_key) { return name_key; }
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      return key(a) < key(b);
    }
  };
  using Names = std::set<UserState*, ByName>;
  const Names& names() const { return by_name_; }
  const Names& online() const { return online_; }
  /// By display name, as room names compare, and by name: whose two names differ.
  using DisplayNames = std::map<std::pair<std::string, std::string_view>, UserState*>;
  const DisplayNames& display_names() const { return by_display_name_; }
  const std::map<std::string_view, RoomState*>& public_rooms() const { return public_; }

  Sessions take_sessions() { return std::move(sessions_); }

  /// The store's, which is also that of "@server" and of every user's own log.
  void set_epoch(std::string value);
  std::string epoch;
  Pos pos = 0;

  explicit State(RoomKey first_key = me_room + 1);
  /// Fills an empty state. A member or login whose user or room is missing is left out.
  void load(Snapshot snapshot);
  RoomKey next_room_key() const { return next_room_key_; }
  /// The rooms that are the same (id and epoch) keep the keys that listeners know them by.
  void keep_keys(const State& before);

 private:
  void index(UserState& user);
  void unindex(const UserState& user);
  void index(RoomState& room);
  void unindex(const RoomState& room);
  UserState* absent_owner(const RoomState& room) const;
  RoomKey new_key() { return next_room_key_++; }

  std::unordered_map<UserId, std::unique_ptr<UserState>> users_;
  std::unordered_map<std::string, UserState*> by_subject_;
  Names by_name_, online_;
  DisplayNames by_display_name_;
  std::unordered_map<LoginId, std::unique_ptr<LoginState>> logins_;
  std::unordered_map<std::string_view, LoginState*> by_digest_;  // the keys are the records' own
  Rooms rooms_;  // the keys are the records' own
  std::unordered_map<RoomKey, RoomState*> by_key_;
  std::map<std::string_view, RoomState*> public_;  // the keys are the records' own
  // The same; a room whose id is its name's key is found by that.
  std::unordered_multimap<std::string_view, RoomState*> by_room_name_;
  Sessions sessions_;
  RoomKey next_room_key_;
  SessionKey next_session_key_ = 1;  ///< in a row, so that those who come together stand together
  std::shared_ptr<RoomState> server_;
};

}  // namespace workchat::core
