#include "server/seats.hpp"

#include <algorithm>
#include <utility>

#include "protocol/write.hpp"
#include "server/io_thread.hpp"

namespace workchat::server {

Seats::Seats(Connection& connection, Asker& asker, SessionKey session, UserId user, Form form)
    : thread_(connection.thread()),
      connection_(connection),
      session_(session),
      user_(std::move(user)),
      form_(form),
      asker_(asker) {}

Seats::~Seats() {
  clear();
}

Seat& Seats::attach(RoomKey room, Seq head) {
  detach(room);
  return add(room, head, thread_.feeds().at(room, head));
}

Seat& Seats::sit_in_own_log() {
  if (Seat* seat = find(me_room)) return *seat;
  own_log_ = std::make_unique<RoomFeed>(me_room, 0, static_cast<std::size_t>(thread_.limits().chunk));
  return add(me_room, 0, *own_log_);
}

bool Seats::tell_own_log(const EventPtr& event) {
  if (!own_log_) return false;
  if (own_log_->tell(event)) own_log_->flush();
  return true;
}

Seat& Seats::add(RoomKey room, Seq head, RoomFeed& feed) {
  seats_.push_back(std::make_unique<Seat>(*this, room, head));
  feed.add(*seats_.back());
  return *seats_.back();
}

void Seats::detach(RoomKey room) {
  const auto place =
      std::find_if(seats_.begin(), seats_.end(), [room](const auto& seat) { return seat->key == room; });
  if (place == seats_.end()) return;
  RoomFeed& feed = *(*place)->feed;
  feed.remove(**place);
  if (&feed != own_log_.get()) thread_.feeds().release(feed);
  seats_.erase(place);
}

void Seats::clear() {
  while (!seats_.empty()) detach(seats_.back()->key);
}

Seat* Seats::find(RoomKey room) {
  for (const auto& seat : seats_) {
    if (seat->key == room) return seat.get();
  }
  return nullptr;
}

std::vector<std::pair<RoomId, Seq>> Seats::heads() const {
  std::vector<std::pair<RoomId, Seq>> heads;
  for (const auto& seat : seats_) {
    if (!seat->held) heads.emplace_back(seat->feed->room(), seat->cursor.position());
  }
  return heads;
}

void Seats::release(Seat& seat, const Joined& joined) {
  // What this round has told so far is before the answer: it ends here.
  seat.feed->flush();
  seat.held = false;
  seat.feed->name(joined.room.id);
  seat.feed->page_is_over(seat);                 // of an earlier join
  const bool missed = seat.cursor.needs_read();  // told while it was held that something was dropped
  seat.cursor = base::Cursor(joined.from, std::max({joined.from, joined.room.head, seat.feed->told()}));
  if (missed) seat.cursor.lost();
  seat.joined = ++joins_;
  std::string presence;
  for (const EventPtr& event : std::exchange(seat.presence, {}))
    append_told(presence, form_, nullptr, name_of(*event), protocol::write_event(*event));
  if (!presence.empty()) connection_.send(std::move(presence), Urgency::event);
  read(seat);
}

void Seats::read_on() {
  for (const auto& seat : seats_) read(*seat);
}

void Seats::lost() {
  for (const auto& seat : seats_) seat->cursor.lost();
  read_on();
}

void Seats::hear(const Chunk& bytes, bool ephemeral) {
  connection_.send(bytes, ephemeral ? Urgency::ephemeral : Urgency::event);
}

void Seats::read(Seat& seat) {
  PageShelf& shelf = thread_.feeds().pages();
  while (!seat.held && !seat.waits_for_page && seat.cursor.needs_read()) {
    if (connection_.waiting() > thread_.low_water()) return;  // when it has drained
    const Seq after = seat.cursor.position();
    const ShelvedPage* page = shelf.find(seat.key, form_, after, thread_.now());
    if (!page && seat.feed->waits_for_page(seat)) return;
    seat.cursor.start_read();
    if (!page) return ask_for_page(seat, after);
    give(seat, *page);
  }
}

void Seats::ask_for_page(Seat& seat, Seq after) {
  Caller caller;
  caller.session = session_;
  verb::ReadEntries verb;
  verb.room = seat.feed->room();
  verb.after = after;
  verb.limit = thread_.limits().page;
  asker_.ask(std::move(caller), std::move(verb),
             [this, key = seat.key, joined = seat.joined](const Result<Answer>& answer) {
               Seat* still = find(key);
               if (still && still->joined == joined) take(*still, answer);
             });
}

void Seats::take(Seat& seat, const Result<Answer>& answer) {
  if (!answer) {
    seat.cursor.read_failed();
    seat.feed->page_is_over(seat);
    // No longer a member: what says so to the listener is on its way.
    if (answer.error().code == Errc::forbidden || answer.error().code == Errc::not_found) return;
    // Its client resumes from the log, once that can be read again.
    return connection_.give_up();
  }
  give(seat, std::get<Page>(answer->value));
  seat.feed->page_is_over(seat);
  read(seat);
}

void Seats::give(Seat& seat, const Page& page) {
  const Seq after = seat.cursor.position();
  std::string bytes;
  std::size_t end = 0;  // of the page, where what was held begins
  std::size_t given = 0;
  seat.cursor.page(page.entries, page.more, [&](const Entry& entry) {
    append_entry(bytes, form_, entry, user_);
    if (++given == page.entries.size()) end = bytes.size();
  });
  if (bytes.empty()) return;
  const auto chunk = std::make_shared<const std::string>(std::move(bytes));
  const bool same_for_all = std::all_of(page.entries.begin(), page.entries.end(),
                                        [](const Entry& entry) { return entry.audience.empty(); });
  if (same_for_all && end == chunk->size() && seat.key != me_room) {
    const ShelvedPage shelved{chunk, page.entries.back().seq, page.head, page.more};
    thread_.feeds().pages().put(seat.key, form_, after, shelved, thread_.now());
  }
  connection_.send(chunk, Urgency::answer);
}

void Seats::give(Seat& seat, const ShelvedPage& page) {
  connection_.send(page.bytes, Urgency::answer);
  std::string held;
  seat.cursor.earlier_page(page.last, page.head, page.more,
                           [&](const Entry& entry) { append_entry(held, form_, entry, user_); });
  if (!held.empty()) connection_.send(std::move(held), Urgency::answer);
}

}  // namespace workchat::server
