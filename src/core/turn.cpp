#include "core/turn.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/encoding.hpp"
#include "base/text.hpp"

namespace workchat::core {

Error no_room() { return {Errc::not_found, "There is no such room.", {}, {}, 0}; }

namespace {


/// Among rooms of one name: one's own, then where one is most, then what everybody sees; what one was invited to, last.
int rank_of(const RoomState& room, const UserState& user) {
  if (room.record.owner() == user.record.id) return static_cast<int>(Role::owner) + 1;
  const Member* member = room.find(&user);
  if (member && member->role >= Role::member) return static_cast<int>(member->role);
  return is_public(room.record.kind()) ? 1 : 0;
}

}  // namespace

Turn::Turn(State& the_state, Outbound& the_outbound, Brakes& the_brakes, const Parts& the_parts)
    : state(the_state),
      outbound(the_outbound),
      brakes(the_brakes),
      parts(the_parts),
      limits(*the_parts.limits),
      changes(the_state) {}

void Turn::begin(TimeMs wall, TimeMs steady) {
  now = wall;
  monotonic = steady;
}

void Turn::answer(const Asked& asked, Result<Answer> answer) {
  if (!asked.request.ticket.outbox) return;
  if (telling_) return outbound.answer(asked.request.ticket, std::move(answer));
  // Shared, because a std::function must be copyable and an answer is moved only once.
  auto kept = std::make_shared<Result<Answer>>(std::move(answer));
  after([this, ticket = asked.request.ticket, kept] { outbound.answer(ticket, std::move(*kept)); });
}

void Turn::refuse_read(const Asked& asked, const Error& error) {
  if (error.code == Errc::not_found) return refuse(asked, error);
  if (parts.log && brakes.read_failures.may_say(error.message, monotonic))
    parts.log(LogLevel::error, "store_read_failed", error.message);
  refuse(asked, {Errc::unavailable, "The store cannot be read.", {}, {}, 0});
}

int Turn::append(Pending pending, NewEntry entry) {
  const std::size_t index = changes.append(std::move(entry));
  pending_.push_back(std::move(pending));
  after([this, index] { tell_entry(index); });
  return static_cast<int>(index);
}

int Turn::append(RoomState& room, const UserState* author, NewEntry entry, Then then) {
  entry.entry.room = room.record.id();
  entry.entry.ts = std::max(now, room.log.last_ts);
  if (author) entry.entry.user = author->ref();
  Pending pending;
  pending.room = &room;
  const auto kept = state.rooms().find(room.record.id());
  if (kept != state.rooms().end()) pending.alive = kept->second;
  pending.then = std::move(then);
  return append(std::move(pending), std::move(entry));
}

int Turn::append(UserState& owner, const UserState* author, NewEntry entry) {
  entry.entry.room = "@" + owner.record.id;
  entry.entry.ts = std::max(now, owner.me.last_ts);
  if (author) entry.entry.user = author->ref();
  Pending pending;
  pending.owner = &owner;
  return append(std::move(pending), std::move(entry));
}

void Turn::tell_entry(std::size_t index) {
  Pending& pending = pending_[index];
  const Stored& stored = committed_.entries[index];
  if (stored.how == Stored::How::dropped) return;
  if (stored.how == Stored::How::duplicate) {
    if (pending.then) pending.then(stored, nullptr);
    return;
  }
  auto entry = std::make_shared<Entry>(std::move(batch_.entries[index].entry));
  const int parent = batch_.entries[index].parent;
  if (parent >= 0) entry->target = committed_.entries[static_cast<std::size_t>(parent)].seq;
  entry->seq = stored.seq;
  entry->pos = stored.pos;
  Log& log = pending.room ? pending.room->log : pending.owner->me;
  log.head = stored.seq;
  log.last_ts = entry->ts;
  if (entry->type == EntryType::message) log.last_message = stored.seq;
  state.pos = std::max(state.pos, stored.pos);
  if (pending.owner) entry->room = "@me";
  auto event = std::make_shared<Event>();
  event->room_key = pending.room ? pending.room->key : me_room;
  event->room = entry->room;
  event->entry = entry;
  if (pending.room) outbound.event(*pending.room, std::move(event));
  else outbound.direct(*pending.owner, event);
  if (pending.then) pending.then(stored, entry);
}

namespace {
Error too_much_waits() { return {Errc::overloaded, "Too much is waiting; try again.", {}, {}, 0}; }
}  // namespace

void Turn::defer(Asked& asked, bool holds, std::function<Continuation()> job) {
  if (!try_defer(asked, holds, std::move(job))) refuse(asked, too_much_waits());
}

void Turn::defer_hash(Asked& asked, std::function<Continuation()> job) {
  if (!hand_over(*parts.hashing, asked, true, std::move(job))) refuse(asked, too_much_waits());
}

bool Turn::try_defer(Asked& asked, bool holds, std::function<Continuation()> job) {
  return hand_over(*parts.executor, asked, holds, std::move(job));
}

bool Turn::hand_over(Executor& executor, Asked& asked, bool holds, std::function<Continuation()> job) {
  const bool held = holds && asked.session;
  auto request = std::make_shared<Request>(std::move(asked.request));
  auto come_back = parts.come_back;
  const bool taken = executor.run([request, held, come_back, job = std::move(job)] {
    Work work;
    work.then = job();
    work.request = std::move(*request);
    work.releases = held;
    come_back(std::move(work));
  });
  if (taken) {
    asked.deferred = true;
    if (held) asked.session->waiting = true;
  } else {
    asked.request = std::move(*request);
  }
  return taken;
}

std::string Turn::random_bytes(std::size_t size) {
  std::string bytes(size, '\0');
  parts.random->fill(bytes.data(), size);
  return bytes;
}

std::string Turn::new_id(std::string_view prefix) {
  std::uint64_t number = 0;
  parts.random->fill(&number, sizeof number);
  return std::string(prefix) + base::base32(number);
}

std::string Turn::new_public_id(std::string_view prefix) {
  if (ahead_.empty()) {
    constexpr std::size_t at_once = 32;
    ahead_.resize(at_once);
    parts.random->fill(ahead_.data(), at_once * sizeof ahead_.front());
  }
  std::string id = std::string(prefix) + base::base32(ahead_.back());
  ahead_.pop_back();
  return id;
}

std::optional<Error> Turn::refusal(Action action, const UserState& user, const RoomState& room,
                                   Standing standing) const {
  standing.user = user.record.role;
  standing.kind = room.record.kind();
  standing.locked = !room.record.password_hash().empty();
  if (&room == &state.server()) {
    // Readable by all, written by nobody.
    if (action == Action::see || action == Action::read || action == Action::join) return std::nullopt;
    return Error{Errc::forbidden, "Only the server writes here.", "server_only", {}, 0};
  }
  if (const Member* member = room.find(&user)) {
    standing.role = member->role;
    standing.banned = member->banned;
    standing.muted = member->muted_until < 0 || member->muted_until > now;
  }
  return core::refusal(action, standing);
}

Result<std::shared_ptr<RoomState>> Turn::room_for(Action action, const Asked& asked,
                                                  std::string_view name) const {
  if (const auto pin = base::pin_of(name)) return room_again(action, asked, pin->id, pin->epoch);
  std::shared_ptr<RoomState> room = state.room(name);
  if (!room) room = room_named(*asked.user, name);
  if (!room) return no_room();
  if (auto refused = refusal(action, *asked.user, *room)) return *std::move(refused);
  return room;
}

Result<std::shared_ptr<RoomState>> Turn::room_to_find(const Asked& asked, std::string_view name) const {
  if (base::pin_of(name)) return room_for(Action::see, asked, name);
  std::shared_ptr<RoomState> room = state.room(name);
  if (!room || refusal(Action::see, *asked.user, *room)) room = room_named(*asked.user, name);
  if (!room) return no_room();
  return room;
}

Result<std::shared_ptr<RoomState>> Turn::room_again(Action action, const Asked& asked, std::string_view id,
                                                    std::string_view epoch) const {
  std::shared_ptr<RoomState> room = state.room(id);
  if (!room || room->record.epoch() != epoch) return no_room();
  if (auto refused = refusal(action, *asked.user, *room)) return *std::move(refused);
  return room;
}

std::shared_ptr<RoomState> Turn::room_named(const UserState& user, std::string_view name) const {
  std::shared_ptr<RoomState> best;
  int most = -1;
  for (auto& room : state.rooms_named(name)) {
    if (refusal(Action::see, user, *room)) continue;
    const int rank = rank_of(*room, user);
    if (rank <= most) continue;
    best = std::move(room);
    most = rank;
  }
  return best;
}

Status Turn::finish() {
  if (has_changes()) {
    batch_ = changes.batch(now - limits.dedupe_window * 1000);
    auto committed = parts.store->commit(batch_);
    if (!committed) {
      abandon();
      return std::move(committed).error();
    }
    committed_ = std::move(*committed);
    changes.accept();
  }
  telling_ = true;
  for (const auto& step : steps_) step();
  telling_ = false;
  steps_.clear();
  pending_.clear();
  batch_ = {};
  return Done{};
}

void Turn::abandon() {
  changes.undo();
  steps_.clear();
  pending_.clear();
  batch_ = {};
}

}  // namespace workchat::core
