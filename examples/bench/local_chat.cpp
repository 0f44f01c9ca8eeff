#include "local_chat.hpp"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "client_ids.hpp"
#include "message.hpp"

namespace bench {
namespace {

using workchat::Batch;
using workchat::MessageStore;

constexpr std::int64_t records_at_once = 10'000;
constexpr std::int64_t told_after = 1'000'000;

std::string user_id(std::int64_t number) {
  char text[24];
  std::snprintf(text, sizeof text, "u_%013lld", static_cast<long long>(number));
  return text;
}

void commit(MessageStore& store, Batch& batch) {
  must(store.commit(batch));
  batch = {};
}

/// Now: what is long ago would be forgotten while a load runs.
workchat::TimeMs filled_at() {
  static const workchat::TimeMs now = workchat::system_clock()->now_ms();
  return now;
}

void add_user(Batch& batch, std::int64_t number) {
  workchat::UserRecord user;
  user.id = user_id(number);
  user.name = user.name_key = user.display_name = user_name(number);
  user.created_at = user.seen_at = filled_at();
  batch.users.push_back(std::move(user));
}

void add_room(Batch& batch, const Stock& stock, std::int64_t number) {
  workchat::RoomRecord room;
  room.id = room.name = room.name_key = room_name(number);
  room.owner = user_id(owner_of(stock, number));
  room.epoch = "s0123456789abc";
  room.created_at = filled_at();
  for (std::int64_t i = 0; i < stock.members; ++i) {
    workchat::MemberRecord member;
    member.room = room.id;
    member.user = user_id((owner_of(stock, number) + i) % stock.users);
    member.role = i == 0 ? workchat::Role::owner : workchat::Role::member;
    batch.members.push_back(std::move(member));
  }
  batch.rooms.push_back(std::move(room));
}

void add_message(Batch& batch, const Stock& stock, std::int64_t number, ClientIds& ids) {
  const std::int64_t room = number % stock.rooms;
  workchat::NewEntry message;
  message.entry.room = room_name(room);
  message.entry.ts = filled_at();
  message.entry.user.id = user_id(owner_of(stock, room));
  message.entry.text = message_text();
  message.entry.client_id = ids.next();
  batch.entries.push_back(std::move(message));
}

}  // namespace

std::string user_name(std::int64_t number) {
  return "person" + std::to_string(number);
}
std::string room_name(std::int64_t number) {
  return "fill-" + std::to_string(number);
}
std::string message_text() {
  return std::string(text_size, '.');
}

void fill(MessageStore& store, const Stock& stock) {
  Batch batch;
  const auto each = [&](std::int64_t count, const auto& add) {
    for (std::int64_t i = 0; i < count; ++i) {
      add(i);
      if ((i + 1) % records_at_once == 0 || i + 1 == count) commit(store, batch);
      if ((i + 1) % told_after == 0)
        std::fprintf(stderr, "fill: %lld of %lld\n", static_cast<long long>(i + 1),
                     static_cast<long long>(count));
    }
  };
  ClientIds ids(0);
  each(stock.users, [&](std::int64_t i) { add_user(batch, i); });
  each(stock.rooms, [&](std::int64_t i) { add_room(batch, stock, i); });
  each(stock.messages, [&](std::int64_t i) { add_message(batch, stock, i, ids); });
}

std::string sqlite_url(const std::string& folder, const std::string& durability) {
  return "sqlite:" + folder + "?durability=" + durability;
}

workchat::Engine open_engine(std::unique_ptr<MessageStore> store, Driver driver) {
  workchat::Options options;
  options.store = std::move(store);
  options.limits.rate = 0;
  options.host_driven = driver == Driver::host;
  return must(workchat::Engine::open(std::move(options)));
}

}  // namespace bench
