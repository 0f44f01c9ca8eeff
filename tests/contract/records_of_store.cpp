#include <doctest/doctest.h>

#include <utility>

#include "contract/store_cases.hpp"

namespace workchat::contract {
namespace {

std::string loaded(MessageStore& store) {
  auto snapshot = store.load();
  REQUIRE(snapshot.ok());
  return shown(*snapshot);
}

LoginRecord login(const LoginId& id, const UserId& user) {
  LoginRecord login;
  login.id = id;
  login.user = user;
  login.digest = std::string("\0\xff raw\0", 7);
  login.device = "Firefox – Ñandú";
  login.created_at = 1;
  login.expires_at = 1'800'000'000'000;
  return login;
}

/// Something of everything, with every field set.
Batch full_batch() {
  Batch batch = first_batch();
  UserRecord ana = user("u_ana");
  ana.display_name = "Ana 🐚";
  ana.role = UserRole::admin;
  ana.password_hash = "$argon2id$v=19$…";
  ana.subject = "google|42";
  ana.disabled = true;
  ana.seen_at = 77;
  batch.users.push_back(ana);
  batch.logins = {login("l_1", "u_ana"), login("l_2", "u_beto")};
  RoomRecord closed = room("closed", "closed-epoch");
  closed.kind = RoomKind::closed;
  closed.topic = "quiet";
  closed.password_hash = "hash";
  batch.rooms.push_back(closed);
  batch.members = {{"closed", "u_ana", Role::owner, false, 0, 3},
                   {"closed", "u_beto", Role::none, true, -1, 0},
                   {"general", "u_ana", Role::moderator, false, 99, 0}};
  return batch;
}

void a_new_store_is_empty(const StoreKind& kind) {
  auto store = kind.fresh();
  auto snapshot = store->load();
  REQUIRE(snapshot.ok());
  CHECK(shown(*snapshot) == shown(Snapshot()));
}

void keeps_records_whole(const StoreKind& kind) {
  auto kept = kind.fresh();
  keep(*kept, full_batch());
  auto snapshot = kept->load();
  REQUIRE(snapshot.ok());
  CHECK(snapshot->epoch == "store-epoch");
  REQUIRE(snapshot->users.size() == 3);
  Batch batch = full_batch();
  Snapshot expected;
  expected.epoch = batch.epoch;
  expected.users = {batch.users[1], batch.users[2], batch.users[3]};  // the first was written over
  expected.logins = batch.logins;
  expected.rooms = batch.rooms;
  expected.members = batch.members;
  CHECK(shown(*snapshot) == shown(expected));
}

void a_record_is_written_over_by_its_key(const StoreKind& kind) {
  auto kept = furnished(kind);
  Batch batch;
  batch.users = {user("u_ana")};
  batch.users[0].name = "Anita";
  batch.rooms = {room("general", "general-epoch")};
  batch.rooms[0].topic = "new";
  batch.members = {{"general", "u_ana", Role::member, false, 0, 0}};
  keep(*kept, batch);
  batch.users[0].name = "Anabel";
  batch.members[0].read = 5;
  keep(*kept, batch);
  auto snapshot = kept->load();
  REQUIRE(snapshot.ok());
  CHECK(snapshot->users.size() == 3);
  CHECK(snapshot->rooms.size() == 2);
  REQUIRE(snapshot->members.size() == 1);
  CHECK(snapshot->members[0].read == 5);
  CHECK(shown(*snapshot).find("Anabel") != std::string::npos);
  CHECK(shown(*snapshot).find("Anita") == std::string::npos);
}

void removes_logins_and_members(const StoreKind& kind) {
  auto kept = kind.fresh();
  keep(*kept, full_batch());
  Batch batch;
  batch.logins_removed = {"l_1", "l_none"};
  batch.members_removed = {{"closed", "u_ana"}, {"nowhere", "u_ana"}, {"general", "u_caro"}};
  keep(*kept, batch);
  auto snapshot = kept->load();
  REQUIRE(snapshot.ok());
  REQUIRE(snapshot->logins.size() == 1);
  CHECK(snapshot->logins[0].id == "l_2");
  CHECK(snapshot->members.size() == 2);
}

void the_last_epoch_given_stands(const StoreKind& kind) {
  auto kept = furnished(kind);
  keep(*kept, Batch());  // gives none
  CHECK(entries_of(*kept, "@server").epoch == "store-epoch");
  Batch batch;
  batch.epoch = "another";
  keep(*kept, batch);
  auto snapshot = kept->load();
  REQUIRE(snapshot.ok());
  CHECK(snapshot->epoch == "another");
  CHECK(entries_of(*kept, "@server").epoch == "another");
}

void a_removed_room_takes_its_log_with_it(const StoreKind& kind) {
  auto kept = furnished(kind);
  Batch batch =
      batch_of({message("general", "u_ana", "gone", "id-1"), message("other", "u_ana", "stays", "id-1")});
  batch.members = {{"general", "u_ana", Role::owner, false, 0, 1},
                   {"other", "u_ana", Role::owner, false, 0, 1}};
  keep(*kept, batch);
  Batch removal;
  removal.rooms_removed = {"general", "nowhere"};
  keep(*kept, removal);
  auto snapshot = kept->load();
  REQUIRE(snapshot.ok());
  CHECK(snapshot->pos == 2);
  CHECK(snapshot->rooms.size() == 1);
  REQUIRE(snapshot->members.size() == 1);
  CHECK(snapshot->members[0].room == "other");
  REQUIRE(snapshot->logs.size() == 1);
  CHECK(snapshot->logs[0].log == "other");
  CHECK(entries_of(*kept, "general").entries.empty());
  CHECK(entries_of(*kept, "general").head == 0);
  CHECK(newest_of(*kept, "general").entries.empty());
  auto feed = kept->feed({"general", "other"}, 0, roomy, roomy);
  REQUIRE(feed.ok());
  CHECK(texts(feed->entries) == std::vector<std::string>{"stays"});
}

void a_room_made_again_begins_anew(const StoreKind& kind) {
  auto kept = furnished(kind);
  keep(*kept, {message("general", "u_ana", "old", "id-1"), mention("u_beto", "u_ana", "general", 1)});
  Batch batch = batch_of({message("general", "u_ana", "new", "id-1")});
  batch.rooms_removed = {"general"};
  batch.rooms = {room("general", "second-epoch")};
  const auto stored = keep(*kept, batch);
  CHECK(stored[0].how == Stored::How::fresh);
  CHECK(stored[0].seq == 1);
  CHECK(stored[0].pos == 3);
  const Page page = newest_of(*kept, "general");
  CHECK(page.epoch == "second-epoch");
  CHECK(texts(page.entries) == std::vector<std::string>{"new"});
  auto counts = kept->unread("u_beto", {{"general", 0}});
  REQUIRE(counts.ok());
  CHECK(counts->at(0).unread == 1);
  CHECK(counts->at(0).mentions == 0);  // that mention was of the room before
}

void a_big_room_is_removed_too(const StoreKind& kind) {
  auto kept = furnished(kind);
  for (int i = 0; i < 20; ++i) {
    std::vector<NewEntry> entries;
    for (int k = 0; k < 100; ++k)
      entries.push_back(message("general", "u_ana", "m", "id-" + std::to_string(i * 100 + k)));
    keep(*kept, entries);
  }
  Batch batch;
  batch.rooms_removed = {"general"};
  keep(*kept, batch);
  batch.rooms_removed = {};
  batch.rooms = {room("general")};
  keep(*kept, batch);
  for (int i = 0; i < 20; ++i) keep(*kept, {message("general", "u_ana", "n", "id-" + std::to_string(i))});
  CHECK(entries_of(*kept, "general").entries.size() == 20);
  CHECK(entries_of(*kept, "general").head == 20);
}

void what_was_stored_is_there_when_opened_again(const StoreKind& kind) {
  if (!kind.again) return;
  auto kept = kind.fresh();
  keep(*kept, full_batch());
  keep(*kept, {message("general", "u_ana", "first", "id-1"), mention("u_beto", "u_ana", "general", 1)});
  keep(*kept, {change(EntryType::edit, "general", "u_ana", 1, "better")});
  const std::string records = loaded(*kept);
  const std::string page = shown(newest_of(*kept, "general"));
  kept.reset();
  kept = kind.again();
  REQUIRE(kept != nullptr);
  CHECK(loaded(*kept) == records);
  CHECK(shown(newest_of(*kept, "general")) == page);
  const auto stored = keep(
      *kept, {message("general", "u_ana", "first", "id-1"), message("general", "u_ana", "second", "id-2")});
  CHECK(stored[0].how == Stored::How::duplicate);
  CHECK(stored[0].seq == 1);
  CHECK(stored[1].seq == 3);
  CHECK(stored[1].pos == 4);
}

void reopening_a_sound_store_changes_nothing(const StoreKind& kind) {
  auto kept = kind.fresh();
  keep(*kept, full_batch());
  keep(*kept, {message("general", "u_ana", "first", "id-1")});
  const std::string records = loaded(*kept);
  REQUIRE(kept->reopen().ok());
  CHECK(loaded(*kept) == records);
  CHECK(keep(*kept, {message("general", "u_ana", "second")})[0].seq == 2);
}

}  // namespace

std::vector<StoreCase> record_cases() {
  return {{"a new store is empty", a_new_store_is_empty},
          {"users, logins, rooms and members are kept whole", keeps_records_whole},
          {"a record is written over by its key", a_record_is_written_over_by_its_key},
          {"logins and members are removed", removes_logins_and_members},
          {"of the epochs given to a store the last one stands", the_last_epoch_given_stands},
          {"a removed room takes its log with it", a_removed_room_takes_its_log_with_it},
          {"a room made again begins anew", a_room_made_again_begins_anew},
          {"a big room is removed too", a_big_room_is_removed_too},
          {"what was stored is there when opened again (S0-11, S0-12, S1-12, S4-18)",
           what_was_stored_is_there_when_opened_again},
          {"reopening a sound store changes nothing", reopening_a_sound_store_changes_nothing}};
}

}  // namespace workchat::contract
