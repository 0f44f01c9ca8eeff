#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <workchat/message.hpp>
#include <workchat/outbox.hpp>
#include <workchat/result.hpp>

/// A verb is a struct here; the engine's turn decides it and answers with the type named beside it.
/// Rooms are named by id, by name, or as one very room (`pinned`); users by id or name. Every text is UTF-8.
namespace workchat {

enum class RoomKind { open, closed, direct, announcement };  // "public", "private", "direct", "announcement"
WORKCHAT_API std::string_view name_of(RoomKind kind);

/// A room as the asking user sees it.
struct RoomView {
  RoomId id;
  std::string name;
  RoomKind kind = RoomKind::open;
  bool locked = false;  ///< a password is asked
  std::string topic;
  UserRef owner;
  TimeMs created_at = 0;
  Seq head = 0;
  Seq floor = 1;
  std::string epoch;
  std::int64_t online = 0;
  std::int64_t members = 0;
  std::int64_t unread = 0;
  std::int64_t mentions = 0;
  Seq read = 0;
  Role role = Role::none;  ///< `none`: not a member; `unread`, `mentions` and `read` then say nothing
};

/// What names this very room, `id@epoch`: where it has ended, or its log was lost, it leads nowhere, whatever other
/// room has got its id or its name. For who holds a room that was found before.
WORKCHAT_API std::string pinned(const RoomView& room);

namespace verb {

// -- accounts ---------------------------------------------------------------------------------------
struct Register {  // SignedIn
  std::string name, password, display_name, device;
};
struct SignIn {  // SignedIn
  std::string name, password, device;
};
struct SignInGuest {  // SignedIn; the caller's own guest account, if it is one of that name
  std::string name, device;
};
struct Refresh {};     // SignedIn, without a new cookie
struct SignOut {};     // Done; ends the login and its sessions
struct WhoAmI {};      // User
struct ListLogins {};  // Logins
struct RevokeLogin {   // Done
  LoginId login;
};
struct ChangeProfile {  // User
  std::string display_name;
};
struct ListUsers {  // Users; those whose name or display name begins with `query`
  std::string query;
  bool online = false;  ///< only those with a session
};
struct GetUser {  // User
  std::string user;
};

// -- sessions ---------------------------------------------------------------------------------------
/// A session tells `Request::ticket.outbox` what it hears. SessionOpened.
struct OpenSession {
  /// Listens in every room the user is a member of, in "@me" and in "@server" (protocol section 4); such a
  /// session makes no presence.
  bool follow_all = false;
};
/// From now on the caller's session lives as long as this login of the same user. Done; unauthenticated: it
/// is over, or another's.
struct RenewSession {
  LoginId login;
};
struct CloseSession {};  // Done; the caller's

// -- rooms ------------------------------------------------------------------------------------------
struct ListRooms {};  // Rooms
struct GetRoom {      // RoomView
  std::string room;
};
struct CreateRoom {  // RoomView
  std::string name, id, password, topic;
  RoomKind kind = RoomKind::open;
};
struct ChangeRoom {  // RoomView
  std::string room;
  std::optional<std::string> name, topic, password;  ///< an empty password takes the lock off
  std::optional<RoomKind> kind;
};
struct DeleteRoom {  // Done
  std::string room;
};
/// Become a member and, where the caller is a session, listen. Joined.
struct Join {
  std::string room, password;
  bool resume = false;  ///< `epoch` and `after` say what the listener has already
  std::string epoch;
  Seq after = 0;
};
struct Leave {  // Done; stop being a member
  std::string room;
};
struct Unlisten {  // Done; stop listening in this session, stay a member
  std::string room;
};
struct ListRoomUsers {  // RoomUsers
  std::string room;
};
/// Invite (who is not a member yet) or change a role. Done.
struct SetMember {
  std::string room, user;
  Role role = Role::member;
};
struct Kick {  // Done
  std::string room, user;
};
struct Ban {  // Done
  std::string room, user;
  bool on = true;
};
struct Mute {  // Done
  std::string room, user;
  bool on = true;
  TimeMs for_ms = 0;  ///< 0: until unmuted
};
struct OpenDirect {  // RoomView; made when new
  std::string user;
};

// -- messages ---------------------------------------------------------------------------------------
struct Post {  // Receipt
  std::string room, text, client_id;
  Seq reply_to = 0;
  Format format = Format::plain;
};
struct PostDirect {  // Receipt; opens the direct room where there is none
  std::string user, text, client_id;
  Format format = Format::plain;
};
struct Edit {  // Receipt
  std::string room;
  Seq target = 0;
  std::string text;
};
struct Delete {  // Receipt
  std::string room;
  Seq target = 0;
};
struct React {  // Receipt
  std::string room;
  Seq target = 0;
  std::string emoji;
  bool on = true;
};
struct Pin {  // Receipt
  std::string room;
  Seq target = 0;
  bool on = true;
};
/// A page of messages, edits and reactions applied. At most one of the three; none: the newest. Page.
struct History {
  std::string room;
  std::optional<Seq> before, after, around;
  std::int64_t limit = 50;
};
/// Raw entries after `after`. Page.
struct ReadEntries {
  std::string room;
  Seq after = 0;
  std::int64_t limit = 500;
};
/// Entries of every log the user follows, in commit order. Feed.
struct ReadFeed {
  Pos after = 0;
  std::int64_t limit = 500;
};
struct MarkRead {  // Done
  std::string room;
  Seq seq = 0;
};
struct Typing {  // Done
  std::string room;
};

}  // namespace verb

using Verb =
    std::variant<verb::Register, verb::SignIn, verb::SignInGuest, verb::Refresh, verb::SignOut, verb::WhoAmI,
                 verb::ListLogins, verb::RevokeLogin, verb::ChangeProfile, verb::ListUsers, verb::GetUser,
                 verb::OpenSession, verb::RenewSession, verb::CloseSession, verb::ListRooms, verb::GetRoom,
                 verb::CreateRoom, verb::ChangeRoom, verb::DeleteRoom, verb::Join, verb::Leave,
                 verb::Unlisten, verb::ListRoomUsers, verb::SetMember, verb::Kick, verb::Ban, verb::Mute,
                 verb::OpenDirect, verb::Post, verb::PostDirect, verb::Edit, verb::Delete, verb::React,
                 verb::Pin, verb::History, verb::ReadEntries, verb::ReadFeed, verb::MarkRead, verb::Typing>;

/// Who asks. At most one of the first four says something; none: nobody yet.
struct Caller {
  SessionKey session = 0;    ///< a listener of this engine
  LoginId login;             ///< from a verified token; its login is looked up, alive or not
  std::string login_digest;  ///< from a cookie: TokenSigner::digest of the secret
  std::string host_user;     ///< the host vouches for this name (Engine::connect); made when new
  std::string address;       ///< what rates count the peer by (of IPv6 its /64); empty: in process
};

struct Request {
  Caller caller;
  Verb verb;
  Ticket ticket;
};

// -- answers ----------------------------------------------------------------------------------------
struct SignedIn {
  User user;
  LoginId login;
  std::string access_token;
  std::int64_t expires_in = 0;         ///< seconds
  std::string secret;                  ///< the `session_id` cookie's value; empty where it stays as it was
  std::int64_t secret_expires_in = 0;  ///< seconds
};
struct Logins {
  std::vector<Login> logins;
};
struct Users {
  std::vector<User> users;
};
struct SessionOpened {
  SessionKey session = 0;
  std::string name;  ///< "s_…", for people and logs
  User user;
  std::string motd;
  std::string epoch;  ///< the store's
  Pos pos = 0;        ///< the newest entry of the store
  LoginId login;
};
struct Rooms {
  std::vector<RoomView> rooms;
};
struct Joined {
  RoomView room;
  RoomKey key = 0;             ///< 0: the caller is no session
  bool recovered = false;      ///< of a resume: exactly the entries after `from` follow
  Seq from = 0;                ///< the listener hears what comes after this
  std::vector<UserRef> users;  ///< online, up to `presence_room`
};
struct RoomMember {
  UserRef user;
  Role role = Role::member;
};
struct RoomUsers {
  std::vector<UserRef> online;
  std::vector<RoomMember> members;
};
/// Stored, when it is given.
struct Receipt {
  RoomId room;
  Seq seq = 0;
  TimeMs ts = 0;
  bool durable = false;    ///< on the disk (fsync), not only with the operating system
  bool duplicate = false;  ///< this client_id was stored before: seq and ts are the first one's
  EntryPtr entry;          ///< null for a duplicate
};
struct Feed {
  std::vector<Entry> entries;
  Pos through = 0;  ///< everything up to here has been given
  bool more = false;
};

struct Answer {
  std::variant<Done, User, Users, Logins, SignedIn, SessionOpened, RoomView, Rooms, Joined, RoomUsers,
               Receipt, Page, Feed>
      value;
};

}  // namespace workchat
