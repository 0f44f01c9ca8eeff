// `fill`: puts rooms and messages into a data folder, without a server: the store takes them faster than any
// port.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <stdexcept>

#include <CLI/CLI.hpp>

#include <workchat/message_store.hpp>

#include "client_ids.hpp"
#include "clock.hpp"
#include "loads.hpp"
#include "message.hpp"

namespace bench {
namespace {

struct FillOptions {
  std::string folder;
  std::int64_t rooms = 1;
  std::int64_t messages = 1'000'000;
};

constexpr std::int64_t messages_of_batch = 1000;
constexpr std::int64_t rooms_of_batch = 10'000;

workchat::TimeMs now_ms() {
  return read_ns(CLOCK_REALTIME) / 1'000'000;
}

void commit(workchat::MessageStore& store, const workchat::Batch& batch) {
  const auto done = store.commit(batch);
  if (!done) throw std::runtime_error("fill: " + done.error().message);
}

workchat::RoomId room_name(std::int64_t number) {
  return "fill-" + std::to_string(number);
}

void add_rooms(workchat::MessageStore& store, std::int64_t count, const workchat::UserId& owner) {
  for (std::int64_t from = 0; from < count; from += rooms_of_batch) {
    workchat::Batch batch;
    for (std::int64_t i = from; i < std::min(count, from + rooms_of_batch); ++i) {
      workchat::RoomRecord room;
      room.id = room.name = room.name_key = room_name(i);
      room.owner = owner;
      room.epoch = "e_" + room.id;
      room.created_at = now_ms();
      batch.members.push_back({room.id, owner, workchat::Role::owner});
      batch.rooms.push_back(std::move(room));
    }
    commit(store, batch);
  }
}

/// Room by room in turn, as they would come in a busy chat.
void add_messages(workchat::MessageStore& store, const FillOptions& options, const workchat::UserId& author) {
  ClientIds client_ids(1);
  for (std::int64_t from = 0; from < options.messages; from += messages_of_batch) {
    workchat::Batch batch;
    for (std::int64_t i = from; i < std::min(options.messages, from + messages_of_batch); ++i) {
      workchat::NewEntry fresh;
      fresh.entry.room = room_name(i % options.rooms);
      fresh.entry.ts = now_ms();
      fresh.entry.user.id = author;
      fresh.entry.text = std::string(text_size, '.');
      fresh.entry.client_id = client_ids.next();
      batch.entries.push_back(std::move(fresh));
    }
    commit(store, batch);
    if (from % 500'000 == 0) {
      std::fprintf(stderr, "fill: %lld of %lld messages\n", static_cast<long long>(from),
                   static_cast<long long>(options.messages));
    }
  }
}

Report run(const FillOptions& options) {
  // Nothing is lost that could not be filled in again.
  auto opened = workchat::open_store("sqlite:" + options.folder + "?durability=off");
  if (!opened) throw std::runtime_error("fill: " + opened.error().message);
  workchat::MessageStore& store = **opened;
  const auto loaded = store.load();
  if (!loaded) throw std::runtime_error("fill: " + loaded.error().message);
  const std::int64_t began = now_ns();
  workchat::Batch first;
  workchat::UserRecord author;
  author.id = "u_fill";
  author.name = author.name_key = author.display_name = "filler";
  author.created_at = now_ms();
  first.users.push_back(author);
  commit(store, first);
  add_rooms(store, options.rooms, author.id);
  add_messages(store, options, author.id);
  Report report("fill");
  report.set("rooms", options.rooms);
  report.set("messages", options.messages);
  report.set("seconds", static_cast<double>(now_ns() - began) / 1e9);
  return report;
}

}  // namespace

void add_fill(CLI::App& app, Task& task) {
  const auto options = std::make_shared<FillOptions>();
  auto& load =
      *app.add_subcommand("fill", "Puts rooms and messages into a data folder that no server has open");
  load.add_option("--data", options->folder, "The folder")->required();
  load.add_option("--rooms", options->rooms, "How many: fill-0, fill-1 …")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  load.add_option("--messages", options->messages, "How many, all together")->capture_default_str();
  load.callback([options, &task] { task = [options] { return run(*options); }; });
}

}  // namespace bench
