#include "store/sqlite/record_writer.hpp"

#include "store/sqlite/codes.hpp"

namespace workchat::store {

RecordWriter::RecordWriter(Connection& connection, LogTable& logs, Sweeper& sweeper)
    : logs_(logs),
      sweeper_(sweeper),
      user_(connection,
            "REPLACE INTO user (id, name, name_key, display_name, role, password_hash, subject,"
            " disabled, created_at, seen_at) VALUES (?,?,?,?,?,?,?,?,?,?)"),
      login_(connection,
             "REPLACE INTO login (id, user, digest, device, created_at, expires_at)"
             " VALUES (?,?,?,?,?,?)"),
      login_removed_(connection, "DELETE FROM login WHERE id=?"),
      room_(connection,
            "REPLACE INTO room (log, name, name_key, kind, topic, password_hash, owner, epoch,"
            " created_at) VALUES (?,?,?,?,?,?,?,?,?)"),
      room_removed_(connection, "DELETE FROM room WHERE log=?"),
      member_(connection,
              "REPLACE INTO member (log, user, role, banned, muted_until, read)"
              " VALUES (?,?,?,?,?,?)"),
      member_removed_(connection, "DELETE FROM member WHERE log=? AND user=?"),
      members_removed_(connection, "DELETE FROM member WHERE log=?") {}

void RecordWriter::write(const Batch& batch, Pos newest) {
  for (const UserRecord& user : batch.users) write_user(user);
  for (const LoginRecord& login : batch.logins)
    login_.run(login.id, login.user, Blob{login.digest}, login.device, login.created_at, login.expires_at);
  for (const LoginId& login : batch.logins_removed) login_removed_.run(login);
  for (const RoomId& room : batch.rooms_removed) remove_room(room);
  for (const RoomRecord& room : batch.rooms) write_room(room, newest);
  for (const MemberKey& member : batch.members_removed) remove_member(member);
  for (const MemberRecord& member : batch.members) write_member(member);
}

void RecordWriter::write_user(const UserRecord& user) {
  user_.run(user.id, user.name, user.name_key, user.display_name, code_of(user.role), user.password_hash,
            user.subject, user.disabled, user.created_at, user.seen_at);
}

void RecordWriter::write_room(const RoomRecord& room, Pos newest) {
  const LogRow* log = logs_.find(room.id);
  if (!log) log = &logs_.add(room.id, newest);
  room_.run(log->id, room.name, room.name_key, code_of(room.kind), room.topic, room.password_hash, room.owner,
            room.epoch, room.created_at);
}

void RecordWriter::write_member(const MemberRecord& member) {
  const LogRow* log = logs_.find(member.room);
  if (!log) return;
  member_.run(log->id, member.user, code_of(member.role), member.banned, member.muted_until, member.read);
}

void RecordWriter::remove_room(const RoomId& room) {
  const LogRow* log = logs_.find(room);
  if (!log) return;
  room_removed_.run(log->id);
  members_removed_.run(log->id);
  sweeper_.take_log(log->id);
  logs_.remove(room);
}

void RecordWriter::remove_member(const MemberKey& member) {
  if (const LogRow* log = logs_.find(member.room)) member_removed_.run(log->id, member.user);
}

}  // namespace workchat::store
