#include "core/simulated_client.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace workchat::testing {

SimulatedClient::SimulatedClient(Engine& engine, Trace& trace, const Epochs& epochs, std::string name,
                                 std::string user)
    : engine_(engine), trace_(trace), epochs_(epochs), name_(std::move(name)), user_(std::move(user)) {}

void SimulatedClient::submit(Caller caller, Verb verb, Answered answered) {
  asked_[++last_ticket_] = std::move(answered);
  if (!engine_.submit({std::move(caller), std::move(verb), {outbox_, last_ticket_}})) asked_.erase(last_ticket_);
}

void SimulatedClient::request(Verb verb, Answered answered) {
  Caller caller;
  caller.session = session_;
  submit(std::move(caller), std::move(verb), std::move(answered));
}

void SimulatedClient::ask(Verb verb) {
  request(std::move(verb), [](const Result<Answer>&) {});
}

void SimulatedClient::connect() {
  if (connecting_ || connected()) return;
  connecting_ = true;
  outbox_ = engine_.open_outbox({});
  Caller caller;
  caller.host_user = user_;
  submit(std::move(caller), verb::OpenSession{}, [this](const Result<Answer>& answer) {
    connecting_ = false;
    if (answer) opened(std::get<SessionOpened>(answer->value));
  });
}

void SimulatedClient::opened(const SessionOpened& opened) {
  session_ = opened.session;
  user_id_ = opened.user.id;
  trace_.line("connected").add("client", name_).add("user", user_id_);
  join("@me", had_.count(log_name("@me")) != 0);
  join("@server", had_.count("@server") != 0);
}

void SimulatedClient::cut() {
  ask(verb::CloseSession{});
  forget();
}

void SimulatedClient::forget() {
  trace_.line("cut").add("client", name_);
  session_ = 0;
  outbox_.reset();
  asked_.clear();
  seats_.clear();
  joined_.clear();
}

void SimulatedClient::join(const RoomId& room, bool resume, const std::string& password) {
  verb::Join join{room, password, false, {}, 0};
  const auto had = had_.find(log_name(room));
  const bool first = joined_.insert(room).second;
  if (resume && first && had != had_.end()) {
    join.resume = true;
    join.epoch = had->second.epoch;
    join.after = had->second.seq;
  }
  request(std::move(join), [this](const Result<Answer>& answer) {
    if (answer) begin(std::get<Joined>(answer->value));
  });
}

void SimulatedClient::unlisten(const RoomId& room) {
  request(verb::Unlisten{room}, [this, room](const Result<Answer>& answer) {
    if (answer) trace_.line("left").add("client", name_).add("room", room);
  });
}

void SimulatedClient::leave(const RoomId& room) {
  request(verb::Leave{room}, [this, room](const Result<Answer>& answer) {
    if (answer) trace_.line("left").add("client", name_).add("room", room);
  });
}

void SimulatedClient::post(const RoomId& room, const std::string& text, const std::string& client_id) {
  const auto ref = static_cast<std::int64_t>(last_ticket_ + 1);
  {
    auto line = trace_.line("sent");
    line.add("client", name_).add("ref", ref).add("room", room).add("text", text);
    if (!client_id.empty()) line.add("client_id", client_id);
  }
  request(verb::Post{room, text, client_id, 0, {}}, [this, ref](const Result<Answer>& answer) {
    if (!answer) {
      // Of these nobody knows whether they were stored.
      if (answer.error().code != Errc::unavailable) trace_.line("refused").add("client", name_).add("ref", ref);
      return;
    }
    const auto& receipt = std::get<Receipt>(answer->value);
    auto line = trace_.line("acknowledged", receipt.room, epochs_.at(receipt.room));
    line.add("client", name_).add("ref", ref).add("seq", receipt.seq).add("ts", receipt.ts);
    line.add_if(receipt.duplicate, "duplicate");
  });
}

void SimulatedClient::history(const RoomId& room, std::optional<Seq> before) {
  request(verb::History{room, before, {}, {}, 10}, [this, room](const Result<Answer>& answer) {
    if (!answer) return;
    const Page& page = std::get<Page>(answer->value);
    for (const Entry& entry : page.entries)
      trace_.line("paged", room, page.epoch).add("client", name_).add(entry, user_id_);
  });
}

void SimulatedClient::take() {
  if (!outbox_) return;
  std::vector<Delivery> came;
  const bool dropped = outbox_->take(came);
  for (const Delivery& delivery : came) {
    if (!outbox_) return;  // it ended on the way
    take(delivery);
  }
  for (auto& [key, seat] : seats_) {
    if (dropped && seat.cursor) seat.cursor->lost();
    if (dropped) seat.seen = std::numeric_limits<Seq>::max();
    read_on(key, seat);
  }
}

void SimulatedClient::take(const Delivery& delivery) {
  switch (delivery.kind) {
    case Delivery::Kind::event:
    case Delivery::Kind::direct: return hear(delivery.room, delivery.event);
    case Delivery::Kind::attach:
      seats_[delivery.room] = Seat{{}, {}, std::nullopt, delivery.head, ++joins_};
      return;
    case Delivery::Kind::detach: seats_.erase(delivery.room); return;
    case Delivery::Kind::end: return forget();
    case Delivery::Kind::answer: break;
  }
  const auto asked = asked_.find(delivery.ticket);
  if (asked == asked_.end()) return;
  const Answered answered = std::move(asked->second);
  asked_.erase(asked);
  answered(*delivery.answer);
}

void SimulatedClient::hear(RoomKey key, const EventPtr& event) {
  const auto found = seats_.find(key);
  if (found == seats_.end()) return;
  Seat& seat = found->second;
  if (event->entry) seat.seen = std::max(seat.seen, event->entry->seq);
  if (seat.cursor && seat.cursor->offer(event) && event->entry) give(seat, *event->entry);
}

void SimulatedClient::begin(const Joined& joined) {
  if (joined.key == me_room) seats_.try_emplace(me_room);
  const auto found = seats_.find(joined.key);
  if (found == seats_.end()) return;  // put out before the answer came
  Seat& seat = found->second;
  seat.room = joined.room.id;
  seat.log = log_name(joined.room.id);
  seat.joins = ++joins_;
  had_[seat.log] = {joined.room.epoch, joined.from};
  seat.cursor.emplace(joined.from, std::max(joined.room.head, joined.from));
  if (seat.seen > joined.room.head) seat.cursor->lost();
  trace_.line(joined.recovered ? "resumed" : "joined", seat.log, joined.room.epoch)
      .add("client", name_)
      .add("from", joined.from)
      .add("head", joined.room.head);
}

void SimulatedClient::give(Seat& seat, const Entry& entry) {
  Position& had = had_[seat.log];
  had.seq = entry.seq;
  trace_.line("received", seat.log, had.epoch).add("client", name_).add(entry, user_id_);
}

void SimulatedClient::read_on(RoomKey key, Seat& seat) {
  if (!seat.cursor || !seat.cursor->needs_read()) return;
  seat.cursor->start_read();
  request(verb::ReadEntries{seat.room, seat.cursor->position(), 7}, [this, key, joins = seat.joins](const Result<Answer>& answer) {
    const auto found = seats_.find(key);
    if (found == seats_.end() || found->second.joins != joins) return;
    Seat& still = found->second;
    if (!answer) return still.cursor->read_failed();
    const Page& page = std::get<Page>(answer->value);
    still.cursor->page(page.entries, page.more, [&](const Entry& entry) { give(still, entry); });
  });
}

std::string SimulatedClient::unrest() const {
  std::string what;
  for (const auto& [ticket, answered] : asked_) what += name_ + " asked " + std::to_string(ticket) + "; ";
  for (const auto& [key, seat] : seats_)
    if (!seat.cursor || !seat.cursor->live()) what += name_ + " in " + seat.log + "; ";
  return what;
}

void SimulatedClient::say_caught_up() {
  for (const auto& [key, seat] : seats_) trace_.line("caught_up").add("client", name_).add("room", seat.log);
}

}  // namespace workchat::testing
