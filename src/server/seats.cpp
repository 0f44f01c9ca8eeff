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
  if (seat.held || !seat.cursor.needs_read()) return;
  if (connection_.waiting() > thread_.low_water()) return;  // when it has drained
  seat.cursor.start_read();
  Caller caller;
  caller.session = session_;
  verb::ReadEntries verb;
  verb.room = seat.feed->room();
  verb.after = seat.cursor.position();
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
    // No longer a member: what says so to the listener is on its way.
    if (answer.error().code == Errc::forbidden || answer.error().code == Errc::not_found) return;
    // Its client resumes from the log, once that can be read again.
    return connection_.give_up();
  }
  const Page& page = std::get<Page>(answer->value);
  std::string bytes;
  seat.cursor.page(page.entries, page.more,
                   [&](const Entry& entry) { append_entry(bytes, form_, entry, user_); });
  if (!bytes.empty()) connection_.send(std::move(bytes), Urgency::answer);
  read(seat);
}

}  // namespace workchat::server
