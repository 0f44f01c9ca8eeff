#pragma once

#include <workchat/message_store.hpp>

#include "store/sqlite/log_table.hpp"
#include "store/sqlite/statement.hpp"
#include "store/sqlite/sweeper.hpp"

namespace workchat::store {

/// Writes what a batch says of users, logins, rooms and members.
class RecordWriter {
 public:
  RecordWriter(Connection& connection, LogTable& logs, Sweeper& sweeper);
  /// `newest`: the store's newest pos before the batch.
  void write(const Batch& batch, Pos newest);

 private:
  void write_user(const UserRecord& user);
  void write_room(const RoomRecord& room, Pos newest);
  void write_member(const MemberRecord& member);
  void remove_room(const RoomId& room);
  void remove_member(const MemberKey& member);

  LogTable& logs_;
  Sweeper& sweeper_;
  Statement user_, login_, login_removed_, room_, room_removed_, member_, member_removed_, members_removed_;
};

}  // namespace workchat::store
