#include "fuzz/engine_judge.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "fuzz/fuzz.hpp"

namespace workchat::fuzz {

namespace {

/// What was sent, of the verbs that send a message.
struct Draft {
  std::string text, client_id;
};
std::optional<Draft> draft_of(const Verb& verb) {
  if (const auto* post = std::get_if<verb::Post>(&verb)) return Draft{post->text, post->client_id};
  if (const auto* post = std::get_if<verb::PostDirect>(&verb)) return Draft{post->text, post->client_id};
  return std::nullopt;
}

}  // namespace

std::size_t EngineJudge::open(const std::string& name, bool follow_all) {
  listeners_.emplace_back();
  listeners_.back().outbox = engine_.open_outbox({});
  Caller caller;
  caller.host_user = name;
  send(listeners_.size() - 1, std::move(caller), verb::OpenSession{follow_all});
  return listeners_.size() - 1;
}

void EngineJudge::ask(std::size_t listener, Verb verb) {
  Caller caller;
  caller.session = listeners_[listener].session;
  send(listener, std::move(caller), std::move(verb));
}

void EngineJudge::send(std::size_t listener, Caller caller, Verb verb) {
  open_.emplace(++last_ticket_, Asked{listener, verb});
  const bool taken =
      engine_.submit({std::move(caller), std::move(verb), {listeners_[listener].outbox, last_ticket_}});
  if (!taken) open_.erase(last_ticket_);
}

verb::Join EngineJudge::resume(std::size_t listener, const RoomId& room) const {
  verb::Join join;
  join.room = room;
  const auto had = listeners_[listener].had.find(room);
  if (had == listeners_[listener].had.end()) return join;
  join.resume = true;
  join.epoch = had->second.first;
  join.after = had->second.second;
  return join;
}

void EngineJudge::hear() {
  for (Listener& listener : listeners_) {
    std::vector<Delivery> came;
    const bool dropped = listener.outbox->take(came);
    if (dropped)
      for (auto& [key, seat] : listener.seats) seat.lost = true;
    for (const Delivery& delivery : came) {
      if (dropped && delivery.kind == Delivery::Kind::attach) listener.seats[delivery.room].lost = true;
      take(listener, delivery);
    }
  }
  for (const auto& [log, entries] : witness_.logs()) heads_before_[log] = static_cast<Seq>(entries.size());
}

void EngineJudge::take(Listener& listener, const Delivery& delivery) {
  if (delivery.kind == Delivery::Kind::answer) return answer(delivery);
  expect(!listener.ended, "nothing comes for a session that is over");
  switch (delivery.kind) {
    case Delivery::Kind::event: return hear_event(listener, delivery);
    case Delivery::Kind::direct: return hear_own(listener, delivery);
    case Delivery::Kind::attach: {
      Seat& seat = listener.seats[delivery.room];
      seat.last = seat.head = delivery.head;
      return;
    }
    case Delivery::Kind::detach:
      expect(listener.seats.erase(delivery.room) == 1, "who is put out was in");
      return;
    case Delivery::Kind::end:
      expect(listener.seats.empty(), "who ends has left every room");
      listener.ended = true;
      return;
    case Delivery::Kind::answer: return;
  }
}

void EngineJudge::hear_event(Listener& listener, const Delivery& delivery) {
  const auto found = listener.seats.find(delivery.room);
  expect(found != listener.seats.end(), "nothing of a room comes to who does not listen");
  expect(delivery.event->room_key == delivery.room, "an event is of its room");
  if (!delivery.event->entry) return;
  Seat& seat = found->second;
  const Entry& entry = *delivery.event->entry;
  const Witness::Place* place = witness_.place(entry.pos);
  expect(place && place->seq == entry.seq, "what is told is stored");
  // After a commit of unknown outcome what is told may lie before where the listener began; a cursor passes
  // over it, and a member may read it.
  const bool before = entry.seq <= seat.head;
  const bool next = entry.seq == seat.last + 1 || (seat.lost && entry.seq > seat.last);
  expect(next || before, "entries come one after the other");
  expect(seat.log.empty() || seat.log == place->log, "a room stays the same one");
  expect(before || witness_.member(place->log, listener.user, entry.seq - 1) ||
             witness_.member(place->log, listener.user, entry.seq),
         "nothing of a room comes to who is no member");
  seat.last = std::max(seat.last, entry.seq);
  seat.log = place->log;
  listener.had[entry.room] = {place->log, entry.seq};
}

void EngineJudge::hear_own(Listener& listener, const Delivery& delivery) {
  expect(delivery.session == listener.session, "a direct event is for one session");
  if (!delivery.event->entry) return;
  const Witness::Place* place = witness_.place(delivery.event->entry->pos);
  expect(place && place->log == "@" + listener.user, "nobody hears another one's log");
}

void EngineJudge::answer(const Delivery& delivery) {
  const auto found = open_.find(delivery.ticket);
  expect(found != open_.end(), "a request is answered once");
  const Asked asked = std::move(found->second);
  open_.erase(found);
  if (!*delivery.answer) return;
  const Answer& answer = **delivery.answer;
  Listener& listener = listeners_[asked.listener];
  if (const auto* opened = std::get_if<SessionOpened>(&answer.value)) {
    listener.session = opened->session;
    listener.user = opened->user.id;
  }
  if (const auto* joined = std::get_if<Joined>(&answer.value))
    judge(listener, std::get<verb::Join>(asked.verb), *joined);
  if (const auto* receipt = std::get_if<Receipt>(&answer.value)) judge(listener, asked.verb, *receipt);
  if (const auto* page = std::get_if<Page>(&answer.value))
    judge(listener, std::get_if<verb::ReadEntries>(&asked.verb), *page);
  if (const auto* feed = std::get_if<Feed>(&answer.value))
    for (const Entry& entry : feed->entries) judge_read(listener, entry);
  if (const auto* rooms = std::get_if<Rooms>(&answer.value))
    for (const RoomView& room : rooms->rooms)
      expect(room.role != Role::none || room.kind == RoomKind::open || room.kind == RoomKind::announcement,
             "a closed room is seen by its own only");
}

void EngineJudge::judge(Listener& listener, const verb::Join& verb, const Joined& joined) {
  expect(joined.from <= joined.room.head, "who joins begins in the log");
  if (joined.recovered)
    expect(verb.resume && joined.from == verb.after && joined.room.epoch == verb.epoch,
           "who resumes goes on where it was");
  else
    expect(joined.from == joined.room.head, "who joins anew begins at the head");
  if (joined.key == 0 || joined.key == me_room || joined.room.id == "@server") return;
  const auto seat = listener.seats.find(joined.key);
  expect(seat != listener.seats.end() && seat->second.last == joined.room.head,
         "who joins listens from the head on");
  const std::string& log = joined.room.epoch;
  expect(witness_.head(log) >= joined.room.head, "a head is stored");
  expect(witness_.member(log, listener.user, joined.room.head), "who listens is a member");
  seat->second.log = log;
  listener.had[joined.room.id] = {log, joined.room.head};
}

void EngineJudge::judge(const Listener& listener, const Verb& verb, const Receipt& receipt) {
  const std::optional<Draft> post = draft_of(verb);
  if (receipt.duplicate) {
    bool found = false;
    for (const auto& [log, entries] : witness_.logs()) {
      const Entry* first = witness_.entry(log, receipt.seq);
      found = found || (first && first->room == receipt.room && post && first->client_id == post->client_id &&
                        first->user.id == listener.user && first->ts == receipt.ts);
    }
    return expect(found, "a repeat is answered with the first one");
  }
  expect(receipt.entry != nullptr, "a receipt has its entry");
  const Witness::Place* place = witness_.place(receipt.entry->pos);
  expect(place && place->seq == receipt.seq, "what is acknowledged is stored");
  expect(acknowledged_.insert(receipt.entry->pos).second, "nothing is acknowledged twice as new");
  const Entry& stored = *witness_.entry(place->log, place->seq);
  expect(stored.user.id == listener.user && stored.ts == receipt.ts, "what is stored is who acknowledged it");
  expect(witness_.member(place->log, listener.user, receipt.seq), "only members write");
  if (!post) return;
  expect_same(stored.text, post->text, "what is stored is what was sent");
  expect_same(stored.client_id, post->client_id, "what is stored is what was sent");
}

/// At one time at least since everybody was heard last.
bool EngineJudge::may_read(const Listener& listener, const std::string& log) const {
  const auto before = heads_before_.find(log);
  for (Seq head = before == heads_before_.end() ? 0 : before->second; head <= witness_.head(log); ++head)
    if (witness_.member(log, listener.user, head)) return true;
  return false;
}

void EngineJudge::judge_read(const Listener& listener, const Entry& entry) {
  const Witness::Place* place = witness_.place(entry.pos);
  expect(place && place->seq == entry.seq, "what is read is stored");
  expect(may_read(listener, place->log), "nobody reads a room who is no member");
  const Entry& stored = *witness_.entry(place->log, place->seq);
  const bool hidden = !stored.audience.empty() && stored.audience != listener.user;
  expect(!hidden || entry.text.empty(), "nobody reads what is for somebody else");
  expect(!entry.deleted || entry.text.empty(), "what was deleted has no text");
}

void EngineJudge::judge(const Listener& listener, const verb::ReadEntries* raw, const Page& page) {
  Seq last = raw ? raw->after : 0;
  for (const Entry& entry : page.entries) {
    expect(raw ? entry.seq == last + 1 : entry.seq > last, "a page is in order, and a raw one without gaps");
    last = entry.seq;
    judge_read(listener, entry);
  }
  expect(page.entries.empty() || last <= page.head, "a page ends at the head");
}

void EngineJudge::close() {
  if (!open_.empty()) {
    const Asked& asked = open_.begin()->second;
    expect(false, "no answer is missing; verb " + std::to_string(asked.verb.index()));
  }
  for (const auto& [log, entries] : witness_.logs()) {
    std::set<std::pair<UserId, std::string>> ids;
    for (const Entry& entry : entries)
      if (!entry.client_id.empty())
        expect(ids.emplace(entry.user.id, entry.client_id).second, "a client_id is stored once");
  }
}

}  // namespace workchat::fuzz
