#include "store/sqlite/snapshot.hpp"

#include "store/sqlite/codes.hpp"
#include "store/sqlite/statement.hpp"

namespace workchat::store {
namespace {

template <typename Enum>
void read_code(Rows& rows, int column, Enum& value) {
  if (const auto known = from_code<Enum>(rows.integer(column)))
    value = *known;
  else
    rows.damaged();
}

void read_users(Connection& connection, Snapshot& snapshot) {
  Statement all(connection,
                "SELECT id, name, name_key, display_name, role, password_hash, subject, disabled,"
                " created_at, seen_at FROM user");
  Rows rows = all.query();
  while (rows.next()) {
    UserRecord& user = snapshot.users.emplace_back();
    user.id = rows.text(0);
    user.name = rows.text(1);
    user.name_key = rows.text(2);
    user.display_name = rows.text(3);
    read_code(rows, 4, user.role);
    user.password_hash = rows.text(5);
    user.subject = rows.text(6);
    user.disabled = rows.boolean(7);
    user.created_at = rows.integer(8);
    user.seen_at = rows.integer(9);
  }
}

void read_logins(Connection& connection, Snapshot& snapshot) {
  Statement all(connection, "SELECT id, user, digest, device, created_at, expires_at FROM login");
  Rows rows = all.query();
  while (rows.next()) {
    LoginRecord& login = snapshot.logins.emplace_back();
    login.id = rows.text(0);
    login.user = rows.text(1);
    login.digest = rows.text(2);
    login.device = rows.text(3);
    login.created_at = rows.integer(4);
    login.expires_at = rows.integer(5);
  }
}

void read_rooms(Connection& connection, Snapshot& snapshot) {
  Statement all(connection,
                "SELECT log.name, room.name, name_key, kind, topic, password_hash, owner, epoch,"
                " created_at FROM room JOIN log ON log.id = room.log");
  Rows rows = all.query();
  while (rows.next()) {
    RoomRecord& room = snapshot.rooms.emplace_back();
    room.id = rows.text(0);
    room.name = rows.text(1);
    room.name_key = rows.text(2);
    read_code(rows, 3, room.kind);
    room.topic = rows.text(4);
    room.password_hash = rows.text(5);
    room.owner = rows.text(6);
    room.epoch = rows.text(7);
    room.created_at = rows.integer(8);
  }
}

void read_members(Connection& connection, Snapshot& snapshot) {
  Statement all(connection,
                "SELECT log.name, user, role, banned, muted_until, read"
                " FROM member JOIN log ON log.id = member.log");
  Rows rows = all.query();
  while (rows.next()) {
    MemberRecord& member = snapshot.members.emplace_back();
    member.room = rows.text(0);
    member.user = rows.text(1);
    read_code(rows, 2, member.role);
    member.banned = rows.boolean(3);
    member.muted_until = rows.integer(4);
    member.read = rows.integer(5);
  }
}

void read_logs(Connection& connection, Snapshot& snapshot) {
  Statement all(connection, "SELECT name, head, floor, last_message, last_ts FROM log WHERE head > 0");
  Rows rows = all.query();
  while (rows.next()) {
    LogState& log = snapshot.logs.emplace_back();
    log.log = rows.text(0);
    log.head = rows.integer(1);
    log.floor = rows.integer(2);
    log.last_message = rows.integer(3);
    log.last_ts = rows.integer(4);
  }
}

}  // namespace

Snapshot read_snapshot(Connection& connection) {
  Snapshot snapshot;
  {
    Statement state(connection, "SELECT epoch, pos FROM store");
    Rows rows = state.query();
    if (rows.next()) {
      snapshot.epoch = rows.text(0);
      snapshot.pos = rows.integer(1);
    }
  }
  read_users(connection, snapshot);
  read_logins(connection, snapshot);
  read_rooms(connection, snapshot);
  read_members(connection, snapshot);
  read_logs(connection, snapshot);
  return snapshot;
}

}  // namespace workchat::store
