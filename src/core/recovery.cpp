#include <algorithm>
#include <iterator>
#include <utility>

#include "core/loop.hpp"
#include "core/views.hpp"

/// While the store takes nothing (a full disk) it is asked now and then whether it does again.
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

/// Rooms that may hold less than was told: less than before, or what they were at another time (a new epoch or a
/// deletion was lost as well).
std::vector<RoomRecord> fallen_back(const State& before, const State& now) {
  std::vector<RoomRecord> lost;
  for (const auto& [id, room] : now.rooms()) {
    const std::shared_ptr<RoomState> known = before.room(id);
    const bool whole = known && known->record.epoch() == room->record.epoch() && known->log.head <= room->log.head;
    if (!whole) lost.push_back(room->record.unpacked());
  }
  return lost;
}

bool anything_lost(const State& before, const State& now) {
  return now.epoch != before.epoch || now.pos < before.pos || now.users().size() < before.users().size();
}

bool puts_out(const Entry& entry) {
  return entry.type == EntryType::member &&
         (entry.word == "left" || entry.word == "kicked" || entry.word == "banned");
}

}  // namespace

void Loop::note_failure(const Error& error) {
  const bool told = brakes_.store_failures.may_say(error.message, turn_->monotonic);
  if (told && parts_.log) parts_.log(LogLevel::error, "store_failed", error.message);
  if (error.code != Errc::unavailable && error.code != Errc::overloaded) return;
  outage_told_ = told || (outage_told_ && !writable_);
  writable_ = false;
  recover_at_ = turn_->monotonic + retry_ms;
  if (error.code == Errc::unavailable) suspended_ = true;
}

void Loop::note_success() {
  if (writable_) return;
  writable_ = true;
  if (outage_told_ && parts_.log)
    parts_.log(LogLevel::info, "store_recovered", "The store takes writes again.");
  outage_told_ = false;
}

void Loop::try_to_recover() {
  recover_at_ = turn_->monotonic + retry_ms;
  const Status status = suspended_ ? reopen() : probe();
  if (!status) return note_failure(status.error());
  suspended_ = false;
  note_success();
}

Status Loop::reopen() {
  if (auto opened = parts_.store->reopen(); !opened) return std::move(opened).error();
  return reload();
}

/// Whether there is room again. It cannot wait for a request that writes: who watches the engine's health may
/// keep those away.
Status Loop::probe() {
  if (auto committed = parts_.store->commit(Batch()); !committed) return std::move(committed).error();
  return Done{};
}

Status Loop::reload() {
  auto snapshot = parts_.store->load();
  if (!snapshot) return std::move(snapshot).error();
  auto fresh = std::make_unique<State>(state_->next_room_key());
  fresh->load(std::move(*snapshot));
  // All that can fail comes first: the next try must find the same difference again.
  const bool lost = anything_lost(*state_, *fresh);
  if (lost) {
    if (auto status = change_epochs(*fresh); !status) return status;
  }
  auto missed = read_missed(*fresh);
  if (!missed) return std::move(missed).error();
  fresh->keep_keys(*state_);
  const std::unique_ptr<State> before = std::exchange(state_, std::move(fresh));
  outbound_.use(*state_);
  const TimeMs wall = turn_->now;
  const TimeMs steady = turn_->monotonic;
  turn_ = std::make_unique<Turn>(*state_, outbound_, brakes_, parts_);
  turn_->begin(wall, steady);
  move_sessions(*before);
  if (lost) {
    end_all();
    return Done{};
  }
  follow_new_rooms();
  for (Entry& entry : *missed) tell_missed(std::move(entry));
  end_signed_out();
  return Done{};
}

/// Who resumes must learn that what it has is not what is there.
Status Loop::change_epochs(State& fresh) {
  if (parts_.log)
    parts_.log(LogLevel::error, "store_lost_entries", "Acknowledged entries are gone; epochs change.");
  Batch batch;
  batch.epoch = turn_->new_id("s");
  batch.rooms = fallen_back(*state_, fresh);
  for (RoomRecord& room : batch.rooms) room.epoch = turn_->new_id("e");
  if (auto committed = parts_.store->commit(batch); !committed) return std::move(committed).error();
  fresh.set_epoch(batch.epoch);
  for (const RoomRecord& room : batch.rooms) fresh.set_room(room);
  return Done{};
}

/// What was stored after all, in the order in which it would have been told.
Result<std::vector<Entry>> Loop::read_missed(const State& fresh) const {
  std::vector<RoomId> logs{RoomId(fresh.server().record.id())};
  for (const auto& [id, room] : fresh.rooms()) logs.emplace_back(id);
  for (const auto& [id, user] : state_->users())
    if (!user->sessions.empty()) logs.push_back("@" + id);
  std::vector<Entry> missed;
  for (Pos from = state_->pos; from < fresh.pos;) {
    auto feed = parts_.store->feed(logs, from, entries_at_once, parts_.limits->page_bytes);
    if (!feed) return std::move(feed).error();
    missed.insert(missed.end(), std::make_move_iterator(feed->entries.begin()),
                  std::make_move_iterator(feed->entries.end()));
    if (!feed->more) break;
    from = feed->through;
  }
  return missed;
}

void Loop::move_sessions(State& before) {
  auto sessions = before.take_sessions();
  for (auto& [key, session] : sessions) {
    const auto user = state_->users().find(session.user->record.id);
    if (user == state_->users().end()) {
      outbound_.tell_ended(session, CloseReason::restart);
      continue;
    }
    const Few<RoomState> rooms = std::exchange(session.rooms, {});
    session.user = user->second.get();
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
    for (const auto& [user, presence] : room->listeners->online) {
      const auto found = state_->users().find(user->record.id);
      if (found != state_->users().end()) same->listeners.change().online[found->second.get()] = presence;
    }
  }
}

/// Those that follow everything also follow what their user became a member of without an answer.
void Loop::follow_new_rooms() {
  for (auto& [key, session] : state_->sessions()) {
    if (!session.follow_all) continue;
    for (RoomState* room : session.user->rooms) {
      if (!session.rooms.contains(room) && room->find(session.user)->role >= Role::member) outbound_.attach(session, *room);
    }
  }
}

void Loop::tell_missed(Entry entry) {
  const RoomId log = entry.room;
  fill_names(*state_, entry);
  if (std::shared_ptr<RoomState> room = state_->room(log)) {
    const auto event = event_of(room->key, std::move(entry));
    outbound_.event(*room, event);
    if (!puts_out(*event->entry)) return;
    const auto user = state_->users().find(event->entry->subject.id);
    if (user != state_->users().end()) outbound_.detach(*user->second, *room, turn_->monotonic);
    return;
  }
  const auto user = state_->users().find(log.substr(1));
  if (user != state_->users().end()) outbound_.direct(*user->second, event_of(me_room, std::move(entry)));
}

/// A sign-out that was stored after all ends what lives by it.
void Loop::end_signed_out() {
  std::vector<SessionKey> over;
  for (const auto& [key, session] : state_->sessions())
    if (!session.login.empty() && !state_->login(session.login)) over.push_back(key);
  std::sort(over.begin(), over.end());
  for (const SessionKey key : over) outbound_.end(*state_->session(key), CloseReason::token, turn_->monotonic);
}

}  // namespace workchat::core
