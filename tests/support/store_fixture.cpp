#include "support/store_fixture.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <utility>

namespace workchat::testing {

RoomRecord room(const RoomId& id, const std::string& epoch) {
  RoomRecord room;
  room.id = id;
  room.name = "The " + id;
  room.name_key = "the " + id;
  room.owner = "u_ana";
  room.epoch = epoch;
  room.created_at = 1000;
  return room;
}

UserRecord user(const UserId& id) {
  UserRecord user;
  user.id = id;
  user.name = id.substr(2);
  user.name_key = user.name;
  user.created_at = 1000;
  return user;
}

NewEntry message(const RoomId& log, const UserId& author, const std::string& text,
                 const std::string& client_id) {
  NewEntry entry;
  entry.entry.room = log;
  entry.entry.ts = 5000;
  entry.entry.user.id = author;
  entry.entry.text = text;
  entry.entry.client_id = client_id;
  entry.draft_hash = std::hash<std::string>()(text);
  return entry;
}

NewEntry change(EntryType type, const RoomId& log, const UserId& author, Seq target,
                const std::string& text_or_emoji, bool on) {
  NewEntry entry;
  entry.entry.type = type;
  entry.entry.room = log;
  entry.entry.ts = 6000;
  entry.entry.user.id = author;
  entry.entry.target = target;
  (type == EntryType::reaction ? entry.entry.word : entry.entry.text) = text_or_emoji;
  entry.entry.on = on;
  return entry;
}

NewEntry mention(const UserId& whom, const UserId& author, const RoomId& source, Seq target) {
  NewEntry entry;
  entry.entry.type = EntryType::mention;
  entry.entry.room = "@" + whom;
  entry.entry.ts = 5000;
  entry.entry.user.id = author;
  entry.entry.source = source;
  entry.entry.target = target;
  return entry;
}

Batch batch_of(std::vector<NewEntry> entries) {
  Batch batch;
  batch.entries = std::move(entries);
  return batch;
}

Batch first_batch() {
  Batch batch;
  batch.epoch = "store-epoch";
  batch.rooms = {room("general", "general-epoch"), room("other", "other-epoch")};
  batch.users = {user("u_ana"), user("u_beto"), user("u_caro")};
  return batch;
}

std::vector<Stored> keep(MessageStore& store, const Batch& batch) {
  auto committed = store.commit(batch);
  INFO((committed ? std::string() : committed.error().message));
  REQUIRE(committed.ok());
  REQUIRE(committed->entries.size() == batch.entries.size());
  return committed->entries;
}

std::vector<Stored> keep(MessageStore& kept, std::vector<NewEntry> entries) {
  return keep(kept, batch_of(std::move(entries)));
}

Page page_of(const MessageStore& store, const PageQuery& query) {
  auto page = store.messages(query);
  REQUIRE(page.ok());
  return *page;
}

Page newest_of(const MessageStore& store, const RoomId& log) {
  PageQuery query;
  query.log = log;
  return page_of(store, query);
}

Page entries_of(const MessageStore& store, const RoomId& log, Seq after) {
  auto page = store.entries(log, after, roomy, roomy);
  REQUIRE(page.ok());
  return *page;
}

std::vector<Seq> seqs(const std::vector<Entry>& entries) {
  std::vector<Seq> all;
  for (const Entry& entry : entries) all.push_back(entry.seq);
  return all;
}

std::vector<std::string> texts(const std::vector<Entry>& entries) {
  std::vector<std::string> all;
  for (const Entry& entry : entries) all.push_back(entry.text);
  return all;
}

}  // namespace workchat::testing
