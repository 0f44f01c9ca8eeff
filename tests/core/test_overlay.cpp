#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/overlay.hpp"

namespace {

using namespace workchat;
using namespace workchat::core;

UserRecord user_named(const std::string& name) {
  UserRecord record;
  record.id = "u_" + name;
  record.name = record.name_key = name;
  return record;
}

RoomRecord room_named(const std::string& id, const std::string& epoch = "e1") {
  RoomRecord record;
  record.id = id;
  record.name = record.name_key = "the " + id;
  record.epoch = epoch;
  return record;
}

LoginRecord login_of(const std::string& name, int number) {
  LoginRecord record;
  record.id = "l_" + name + std::to_string(number);
  record.user = "u_" + name;
  record.digest = "digest " + record.id;
  record.created_at = number;
  return record;
}

/// All that can be seen of a state, in an order of its own.
std::string shown(const State& state) {
  std::vector<std::string> lines;
  for (const auto& [id, user] : state.users()) {
    std::string line = id + " " + user->record.name + " " + user->record.display_name;
    line += state.user_by_key(user->record.name_key) == user.get() ? " found" : " not found";
    std::vector<std::string> rooms;
    for (const RoomState* room : user->rooms) rooms.push_back(std::string(room->record.id()).append(room->record.epoch()));
    std::sort(rooms.begin(), rooms.end());
    for (const std::string& room : rooms) line += " in " + room;
    for (const LoginState* login : user->logins) line += " " + login->record.id;
    lines.push_back(line);
  }
  for (const auto& [id, login] : state.logins())
    lines.push_back(id + (state.login_by_digest(login->record.digest) == login.get() ? " found" : " not found"));
  for (const auto& [id, room] : state.rooms()) {
    std::string line(id);
    line.append(" ").append(room->record.name()).append(" ").append(room->record.epoch());
    line += " key " + std::to_string(room->key) + " count " + std::to_string(room->member_count);
    line += state.room_by_key(room->key) == room.get() ? " found" : " not found";
    line += " named " + std::to_string(state.rooms_named(room->record.name()).size());
    std::vector<std::string> members;
    for (const auto& [user, member] : *room->members)
      members.push_back(user->record.id + std::string(name_of(member.role)) + std::to_string(member.read) +
                        (member.banned ? "banned" : ""));
    std::sort(members.begin(), members.end());
    for (const std::string& member : members) line += " " + member;
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  std::string all;
  for (const std::string& line : lines) all += line + "\n";
  return all;
}

struct OverlayFixture {
  State state;
  Overlay overlay{state};

  OverlayFixture() {
    for (const char* name : {"ana", "beto", "caro"}) state.set_user(user_named(name));
    for (int i = 1; i <= 3; ++i) state.set_login(login_of("ana", i), *state.user("ana"));
    for (const char* id : {"general", "other"}) state.set_room(room_named(id));
    state.set_member(*state.room("general"), *state.user("ana"), Member{Role::owner, false, 0, 3});
    state.set_member(*state.room("general"), *state.user("beto"), Member{Role::member, false, 0, 1});
    state.set_member(*state.room("other"), *state.user("ana"), Member{Role::invited, false, 0, 0});
  }
};

}  // namespace

TEST_CASE_FIXTURE(OverlayFixture, "undo restores users, logins, rooms and members exactly") {
  const std::string before = shown(state);
  UserRecord renamed = state.user("beto")->record;
  renamed.name = renamed.name_key = "bea";
  overlay.put_user(renamed);
  UserRecord namesake = user_named("beto");  // the name is free by now
  namesake.id = "u_namesake";
  overlay.put_user(namesake);
  overlay.put_user(user_named("dora"));
  overlay.remove_login("l_ana1");
  overlay.put_login(login_of("ana", 4), *state.user("ana"));
  overlay.put_login(login_of("dora", 1), *state.user("dora"));
  RoomRecord other = state.room("other")->record.unpacked();
  other.name = other.name_key = "another";
  overlay.put_room(other);
  overlay.put_member(*state.room("general"), *state.user("ana"), Member{Role::member, false, 0, 9});
  overlay.put_member(*state.room("general"), *state.user("dora"), Member{Role::member, true, 0, 0});
  overlay.put_member(*state.room("general"), *state.user("bea"), Member{});
  CHECK(shown(state) != before);
  CHECK_FALSE(overlay.empty());
  overlay.undo();
  CHECK(shown(state) == before);
  CHECK(overlay.empty());
}

TEST_CASE_FIXTURE(OverlayFixture, "undo brings back a room that was removed and made again") {
  const std::string before = shown(state);
  overlay.put_member(*state.room("general"), *state.user("caro"), Member{Role::member, false, 0, 0});
  const auto removed = overlay.remove_room("general");
  REQUIRE(removed.get());
  CHECK_FALSE(state.room("general").get());
  RoomState& again = overlay.put_room(room_named("general", "e2"));
  CHECK(again.key != removed->key);
  overlay.put_member(again, *state.user("caro"), Member{Role::owner, false, 0, 0});
  overlay.put_room(room_named("fresh"));
  overlay.remove_room("fresh");
  CHECK_FALSE(overlay.remove_room("nowhere").get());
  overlay.undo();
  CHECK(shown(state) == before);
}

TEST_CASE_FIXTURE(OverlayFixture, "the batch says each thing once, as it stands at the end") {
  overlay.put_user(user_named("dora"));
  UserRecord dora = user_named("dora");
  dora.display_name = "Dora";
  overlay.put_user(dora);
  overlay.put_login(login_of("ana", 4), *state.user("ana"));
  overlay.remove_login("l_ana4");
  overlay.put_member(*state.room("general"), *state.user("beto"), Member{});
  overlay.remove_room("other");
  overlay.put_room(room_named("other", "e2"));
  overlay.put_epoch("s");
  const Batch batch = overlay.batch(77);
  CHECK(batch.forget_before == 77);
  CHECK(batch.epoch == "s");
  REQUIRE(batch.users.size() == 1);
  CHECK(batch.users[0].display_name == "Dora");
  CHECK(batch.logins.empty());
  CHECK(batch.logins_removed == std::vector<LoginId>{"l_ana4"});
  CHECK(batch.rooms_removed == std::vector<RoomId>{"other"});
  REQUIRE(batch.rooms.size() == 1);
  CHECK(batch.rooms[0].epoch == "e2");
  REQUIRE(batch.members_removed.size() == 1);
  CHECK(batch.members_removed[0].user == "u_beto");
  overlay.accept();
  CHECK(overlay.empty());
  CHECK(state.room("other")->record.epoch() == "e2");
}
