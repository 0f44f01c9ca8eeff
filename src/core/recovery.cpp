#include <algorithm>
#include <utility>

#include "core/loop.hpp"
#include "core/views.hpp"

/// After a commit whose outcome nobody knows (an I/O error, a lost connection) the store is opened anew and
/// compared with what listeners were told. What it has more than that was stored after all, and is told now;
/// what it has less is lost, and the rooms it is missing from get a new epoch.
namespace workchat::core {

namespace {

constexpr TimeMs retry_ms = 250;
constexpr std::int64_t entries_at_once = 500;

EventPtr event_of(RoomKey key, Entry entry) {
  auto event = std::make_shared<Event>();
  event->room_key = key;
  event->room = entry.room;
  event->entry = std::make_shared<const Entry>(std::move(entry));
  return event;
}

/// Rooms of which less is there than was told.
std::vector<RoomState*> fallen_back(const State& before, const State& now) {
  std::vector<RoomState*> lost;
  for (const auto& [id, room] : before.rooms()) {
    const auto same = now.rooms().find(id);
    const bool here = same != now.rooms().end() && same->second->record.epoch == room->record.epoch;
    if (here && same->second->log.head < room->log.head) lost.push_back(same->second.get());
  }
  return lost;
}

bool anything_lost(const State& before, const State& now) {
  if (now.pos < before.pos || now.users().size() < before.users().size()) return true;
  return std::any_of(before.rooms().begin(), before.rooms().end(),
                     [&](const auto& each) { return now.rooms().count(each.first) == 0; });
}

}  // namespace

void Loop::suspend() {
  suspended_ = true;
  recover_at_ = turn_->monotonic + retry_ms;
}

void Loop::try_to_recover() {
  recover_at_ = turn_->monotonic + retry_ms;
  Status status = parts_.store->reopen();
  if (status) status = reload();
  if (!status) return;
  suspended_ = false;
  if (parts_.log) parts_.log(LogLevel::info, "store_recovered", "The store is open again.");
}

Status Loop::reload() {
  auto snapshot = parts_.store->load();
  if (!snapshot) return std::move(snapshot).error();
  auto fresh = std::make_unique<State>(state_->next_room_key());
  fresh->load(std::move(*snapshot));
  fresh->keep_keys(*state_);
  const std::unique_ptr<State> before = std::exchange(state_, std::move(fresh));
  outbound_.use(*state_);
  const TimeMs wall = turn_->now;
  const TimeMs steady = turn_->monotonic;
  turn_ = std::make_unique<Turn>(*state_, outbound_, buckets_, parts_);
  turn_->begin(wall, steady);
  move_sessions(*before);
  if (!anything_lost(*before, *state_)) {
    tell_missed(*before);
    return Done{};
  }
  if (parts_.log) parts_.log(LogLevel::error, "store_lost_entries", "Acknowledged entries are gone; epochs change.");
  for (RoomState* room : fallen_back(*before, *state_)) {
    RoomRecord record = room->record;
    record.epoch = turn_->new_id("e");
    turn_->changes.put_room(std::move(record));
  }
  end_all();
  return turn_->finish();
}

void Loop::move_sessions(State& before) {
  auto sessions = before.take_sessions();
  for (auto& [key, session] : sessions) {
    const auto user = state_->users().find(session->user->record.id);
    if (user == state_->users().end()) {
      outbound_.tell_ended(*session, CloseReason::restart);
      continue;
    }
    const std::vector<RoomState*> rooms = std::exchange(session->rooms, {});
    session->user = user->second.get();
    SessionState& moved = state_->add_session(std::move(session));
    for (RoomState* room : rooms) {
      RoomState* same = state_->room_by_key(room->key);
      if (same) outbound_.adopt(moved, *same);
      else outbound_.tell_detached(moved, room->key);
    }
  }
  for (const auto& [id, room] : before.rooms()) {
    RoomState* same = state_->room_by_key(room->key);
    if (!same) continue;
    for (const auto& [user, presence] : room->listeners.online) {
      const auto found = state_->users().find(user->record.id);
      if (found != state_->users().end()) same->listeners.online[found->second.get()] = presence;
    }
  }
}

void Loop::tell_missed(const State& before) {
  for (const auto& [id, room] : state_->rooms()) {
    const RoomState* known = before.room_by_key(room->key);
    if (!known || room->listeners.reaches.empty()) continue;
    each_missed(id, known->log.head, room->log.head,
                [&, to = room.get()](Entry entry) { outbound_.event(*to, event_of(to->key, std::move(entry))); });
  }
  for (const auto& [id, user] : state_->users()) {
    const auto known = before.users().find(id);
    if (known == before.users().end() || user->sessions.empty()) continue;
    each_missed("@" + id, known->second->me.head, user->me.head,
                [&, to = user.get()](Entry entry) { outbound_.direct(*to, event_of(me_room, std::move(entry))); });
  }
}

void Loop::each_missed(const RoomId& log, Seq from, Seq to, const std::function<void(Entry)>& tell) {
  while (from < to) {
    auto page = parts_.store->entries(log, from, entries_at_once, parts_.limits->page_bytes);
    if (!page || page->entries.empty()) return;
    fill_names(*state_, page->entries);
    for (Entry& entry : page->entries) {
      from = entry.seq;
      tell(std::move(entry));
    }
  }
}

}  // namespace workchat::core
