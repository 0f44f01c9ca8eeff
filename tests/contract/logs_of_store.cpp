#include <doctest/doctest.h>

#include "contract/store_cases.hpp"

namespace workchat::contract {
namespace {

void numbers_each_log_and_the_store(const StoreKind& kind) {
  auto kept = furnished(kind);
  const auto stored = keep(*kept, {message("general", "u_ana", "a"), message("other", "u_ana", "b"),
                                   message("general", "u_beto", "c"), message("@server", "", "d")});
  const std::vector<Seq> expected = {1, 1, 2, 1};
  for (std::size_t i = 0; i < stored.size(); ++i) {
    CHECK(stored[i].how == Stored::How::fresh);
    CHECK(stored[i].seq == expected[i]);
    CHECK(stored[i].pos == static_cast<Pos>(i) + 1);
    CHECK(stored[i].ts == 5000);
  }
  CHECK(keep(*kept, {message("other", "u_ana", "e")})[0].seq == 2);
  auto snapshot = kept->load();
  REQUIRE(snapshot.ok());
  CHECK(snapshot->pos == 5);
  REQUIRE(snapshot->logs.size() == 3);
}

void keeps_an_entry_whole(const StoreKind& kind) {
  auto kept = furnished(kind);
  NewEntry all = message("general", "u_ana", "línea 1\nlínea 2 🎉", "019a-id");
  Entry& entry = all.entry;
  entry.type = EntryType::member;
  entry.format = Format::markdown;
  entry.user.name = "not kept";
  entry.reply_to = 7;
  entry.target = 8;
  entry.subject = {"u_beto", "not kept either"};
  entry.source = "other";
  entry.word = "invited";
  entry.role = Role::moderator;
  entry.on = true;
  entry.audience = "u_caro";
  keep(*kept, {all});
  auto read = kept->entry("general", 1);
  REQUIRE(read.ok());
  Entry expected = entry;
  expected.seq = expected.pos = 1;
  expected.user.name.clear();
  expected.subject.name.clear();
  CHECK(shown(*read) == shown(expected));
  CHECK(shown(entries_of(*kept, "general").entries.at(0)) == shown(expected));
}

void keeps_the_name_of_a_room_and_every_type(const StoreKind& kind) {
  auto kept = furnished(kind);
  const EntryType types[] = {
      EntryType::message,      EntryType::edit,         EntryType::deletion,     EntryType::reaction,
      EntryType::pin,          EntryType::member,       EntryType::room,         EntryType::mention,
      EntryType::direct,       EntryType::invited,      EntryType::read,         EntryType::room_created,
      EntryType::room_changed, EntryType::room_deleted, EntryType::announcement,
  };
  std::vector<NewEntry> entries;
  for (const EntryType type : types) {
    entries.push_back(message("general", "", ""));
    entries.back().entry.type = type;
    entries.back().entry.subject.name = "Sala de té";
  }
  keep(*kept, entries);
  const Page page = entries_of(*kept, "general");
  REQUIRE(page.entries.size() == std::size(types));
  for (std::size_t i = 0; i < page.entries.size(); ++i) {
    CHECK(page.entries[i].type == types[i]);
    CHECK(page.entries[i].subject.name == "Sala de té");
  }
}

void a_text_comes_back_byte_for_byte(const StoreKind& kind) {
  auto kept = furnished(kind);
  // A NUL, UTF-8 encoded twice (as the seeds arrived), and a text of many pages.
  const std::vector<std::string> all = {std::string("a\0b", 3), "\xc3\x83\xc2\xb1",
                                        std::string(16000, 'x') + "ñ"};
  for (const std::string& text : all) keep(*kept, {message("general", "u_ana", text)});
  CHECK(texts(entries_of(*kept, "general").entries) == all);
}

void a_repeated_client_id_is_the_first_one(const StoreKind& kind) {
  auto kept = furnished(kind);
  NewEntry first = message("general", "u_ana", "hola", "id-1");
  first.draft_hash = 0xffffffff00000001;
  keep(*kept, {message("other", "u_ana", "x"), first});
  NewEntry again = message("general", "u_ana", "otra", "id-1");
  again.entry.ts = 9999;
  const auto stored = keep(*kept, {message("general", "u_ana", "between"), again});
  CHECK(stored[0].seq == 2);
  CHECK(stored[1].how == Stored::How::duplicate);
  CHECK(stored[1].seq == 1);
  CHECK(stored[1].pos == 2);
  CHECK(stored[1].ts == 5000);
  CHECK(stored[1].draft_hash == 0xffffffff00000001);
  CHECK(texts(entries_of(*kept, "general").entries) == std::vector<std::string>{"hola", "between"});
}

void a_client_id_is_of_one_room_and_user(const StoreKind& kind) {
  auto kept = furnished(kind);
  const auto stored =
      keep(*kept, {message("general", "u_ana", "1", "id"), message("general", "u_beto", "2", "id"),
                   message("other", "u_ana", "3", "id"), message("general", "u_ana", "4", "ID"),
                   message("general", "u_ana", "5"), message("general", "u_ana", "6")});
  for (const Stored& each : stored) CHECK(each.how == Stored::How::fresh);
}

void the_second_of_two_in_a_batch_is_the_duplicate(const StoreKind& kind) {
  auto kept = furnished(kind);
  const auto stored = keep(*kept, {message("general", "u_ana", "1", "id"),
                                   message("general", "u_ana", "2", "id"), message("general", "u_ana", "3")});
  CHECK(stored[1].how == Stored::How::duplicate);
  CHECK(stored[1].seq == 1);
  CHECK(stored[2].seq == 2);
}

void what_hangs_on_a_duplicate_is_dropped(const StoreKind& kind) {
  auto kept = furnished(kind);
  const auto send = [](const std::string& client_id) {
    std::vector<NewEntry> entries = {message("general", "u_ana", "@beto", client_id),
                                     mention("u_beto", "u_ana", "general", 0),
                                     mention("u_caro", "u_ana", "general", 0)};
    entries[1].parent = 0;
    entries[2].parent = 1;
    return entries;
  };
  keep(*kept, {message("general", "u_ana", "before")});
  const auto fresh = keep(*kept, send("id"));
  CHECK(fresh[1].how == Stored::How::fresh);
  CHECK(entries_of(*kept, "@u_beto").entries.at(0).target == 2);  // its parent's seq
  CHECK(entries_of(*kept, "@u_caro").entries.at(0).target == 1);
  const auto again = keep(*kept, send("id"));
  CHECK(again[0].how == Stored::How::duplicate);
  CHECK(again[1].how == Stored::How::dropped);
  CHECK(again[2].how == Stored::How::dropped);
  CHECK(entries_of(*kept, "@u_beto").head == 1);
  CHECK(entries_of(*kept, "@u_caro").head == 1);
}

void a_batch_that_cannot_be_stored_changes_nothing(const StoreKind& kind) {
  auto kept = furnished(kind);
  keep(*kept, {message("general", "u_ana", "there", "id-1")});
  auto before = kept->load();
  REQUIRE(before.ok());

  std::vector<Batch> refused(5);
  refused[0] = batch_of({message("general", "u_ana", "x", "id-2"), message("nowhere", "u_ana", "y")});
  refused[1] = batch_of({message("general", "u_ana", "x", "id-2"), message("general", "u_ana", "y")});
  refused[1].entries[0].parent = 1;
  refused[2].members = {{"nowhere", "u_ana", Role::member, false, 0, 0}};
  refused[3] = batch_of({message("general", "u_ana", "x", "id-2")});
  refused[3].rooms_removed = {"general"};
  refused[4].rooms = {room("@u_ana")};
  for (Batch& batch : refused) {
    batch.users.push_back(user("u_new"));
    auto committed = kept->commit(batch);
    REQUIRE_FALSE(committed.ok());
    CHECK(committed.error().code == Errc::invalid);
    auto after = kept->load();
    REQUIRE(after.ok());
    CHECK(shown(*after) == shown(*before));
  }
  const auto stored = keep(*kept, {message("general", "u_ana", "x", "id-2")});
  CHECK(stored[0].how == Stored::How::fresh);
  CHECK(stored[0].seq == 2);
  CHECK(stored[0].pos == 2);
}

void a_room_made_in_a_batch_can_have_entries_in_it(const StoreKind& kind) {
  auto kept = furnished(kind);
  Batch batch = batch_of({message("nueva", "u_ana", "first")});
  batch.rooms = {room("nueva", "nueva-epoch")};
  batch.members = {{"nueva", "u_ana", Role::owner, false, 0, 0}};
  CHECK(keep(*kept, batch)[0].seq == 1);
  CHECK(entries_of(*kept, "nueva").epoch == "nueva-epoch");
}

void a_deleted_text_is_gone(const StoreKind& kind) {
  auto kept = furnished(kind);
  keep(*kept, {message("general", "u_ana", "secret", "id-1"), message("general", "u_ana", "harmless")});
  keep(*kept, {change(EntryType::edit, "general", "u_ana", 1, "secret 2"),
               change(EntryType::edit, "general", "u_ana", 2, "harmless 2")});
  keep(*kept, {change(EntryType::deletion, "general", "u_beto", 1)});
  // An edit that was decided before and comes after has no text either.
  keep(*kept, {change(EntryType::edit, "general", "u_ana", 1, "secret 3")});
  const Page page = entries_of(*kept, "general");
  CHECK(texts(page.entries) == std::vector<std::string>{"", "harmless", "", "harmless 2", "", ""});
  CHECK(seqs(page.entries) == std::vector<Seq>{1, 2, 3, 4, 5, 6});
  const std::vector<bool> deleted = {true, false, true, false, false, true};
  for (std::size_t i = 0; i < deleted.size(); ++i) CHECK(page.entries[i].deleted == deleted[i]);
  CHECK(page.entries[0].client_id == "id-1");
  auto one = kept->entry("general", 3);
  REQUIRE(one.ok());
  CHECK(one->text.empty());
  CHECK(one->deleted);
  CHECK(keep(*kept, {message("general", "u_ana", "secret", "id-1")})[0].how == Stored::How::duplicate);
}

void only_messages_are_deleted(const StoreKind& kind) {
  auto kept = furnished(kind);
  keep(*kept, {message("general", "u_ana", "text")});
  keep(*kept, {change(EntryType::edit, "general", "u_ana", 1, "edit")});
  keep(*kept, {change(EntryType::deletion, "general", "u_ana", 2),
               change(EntryType::deletion, "general", "u_ana", 9),
               change(EntryType::deletion, "other", "u_ana", 1)});
  CHECK(entries_of(*kept, "general").entries.at(1).text == "edit");
  CHECK(entries_of(*kept, "general").entries.at(0).text == "text");
  // Nor is what names an edit whose text is gone an edit of a deleted message.
  keep(*kept, {change(EntryType::deletion, "general", "u_ana", 1)});
  keep(*kept, {change(EntryType::edit, "general", "u_ana", 2, "edit of an edit")});
  const Entry last = entries_of(*kept, "general").entries.back();
  CHECK(last.text == "edit of an edit");
  CHECK_FALSE(last.deleted);
}

void logs_say_how_they_stand(const StoreKind& kind) {
  auto kept = furnished(kind);
  std::vector<NewEntry> entries = {message("general", "u_ana", "a"), message("general", "u_ana", "b")};
  entries.push_back(change(EntryType::pin, "general", "u_ana", 1));
  entries.back().entry.ts = 7000;
  keep(*kept, entries);
  auto snapshot = kept->load();
  REQUIRE(snapshot.ok());
  REQUIRE(snapshot->logs.size() == 1);
  const LogState& log = snapshot->logs[0];
  CHECK(log.log == "general");
  CHECK(log.head == 3);
  CHECK(log.floor == 1);
  CHECK(log.last_message == 2);
  CHECK(log.last_ts == 7000);
}

void an_empty_batch_is_stored(const StoreKind& kind) {
  auto kept = furnished(kind);
  CHECK(keep(*kept, Batch()).empty());
}

}  // namespace

std::vector<StoreCase> log_cases() {
  return {{"each log is numbered, and the store over all (S0-09)", numbers_each_log_and_the_store},
          {"an entry is kept whole", keeps_an_entry_whole},
          {"every type of entry is kept, and a room's name", keeps_the_name_of_a_room_and_every_type},
          {"a text comes back byte for byte", a_text_comes_back_byte_for_byte},
          {"a repeated client_id is the first one", a_repeated_client_id_is_the_first_one},
          {"a client_id is of one room and user", a_client_id_is_of_one_room_and_user},
          {"the second of two in a batch is the duplicate", the_second_of_two_in_a_batch_is_the_duplicate},
          {"what hangs on a duplicate is dropped", what_hangs_on_a_duplicate_is_dropped},
          {"a batch that cannot be stored changes nothing", a_batch_that_cannot_be_stored_changes_nothing},
          {"a room made in a batch can have entries in it", a_room_made_in_a_batch_can_have_entries_in_it},
          {"a deleted text is gone, also from its edits", a_deleted_text_is_gone},
          {"only messages are deleted", only_messages_are_deleted},
          {"logs say how they stand", logs_say_how_they_stand},
          {"an empty batch is stored", an_empty_batch_is_stored}};
}

}  // namespace workchat::contract
