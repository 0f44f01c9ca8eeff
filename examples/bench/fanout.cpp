#include "fanout.hpp"

#include <algorithm>
#include <cstdio>

#include "clock.hpp"

namespace bench {
namespace {

constexpr std::int64_t patience_ns = 10'000'000'000;
constexpr std::size_t answers_size = 1 << 20;

}  // namespace

Fanout::Fanout(const FanoutOptions& options, Crowd& crowd)
    : options_(options), crowd_(crowd), writer_(options.crowd.floor), buffer_(answers_size) {
  listeners_.resize(crowd.size());
  for (const auto& name : crowd.rooms) {
    rooms_.emplace_back();
    rooms_.back().prefix = delivery_prefix(name);
  }
  for (std::uint32_t i = 0; i < crowd.size(); ++i) poller_.add(crowd.sockets[i].fd(), i);
  appoint_senders();
}

/// With fewer senders than rooms, each speaks in several in turn; with more, several speak in each.
void Fanout::appoint_senders() {
  senders_.resize(options_.senders);
  const std::size_t places = std::max(options_.senders, rooms_.size());
  for (std::size_t place = 0; place < places; ++place) {
    const std::size_t room = place % rooms_.size();
    const std::size_t seat = place / rooms_.size() % options_.crowd.members;
    const auto member = static_cast<std::uint32_t>(room * options_.crowd.members + seat);
    const auto sender = static_cast<std::uint32_t>(place % options_.senders);
    senders_[sender].places.push_back(member);
    listeners_[member].sender = sender;
    ++rooms_[room].senders;
  }
}

void Fanout::begin(std::size_t messages) {
  counts_ = {};
  to_send_ = messages;
  expected_ = std::uint64_t{messages} * options_.crowd.members;
  for (auto& listener : listeners_) listener.heard = 0;
  for (auto& room : rooms_) room.sent = 0;
  begun_ns_ = told_ns_ = now_ns();
  if (options_.rate > 0) return;
  for (std::size_t round = 0; round < options_.in_flight; ++round) {
    for (std::uint32_t i = 0; i < senders_.size() && to_send_ > 0; ++i) send(i, now_ns());
  }
  for (std::uint32_t i = 0; i < listeners_.size(); ++i) flush(i);
}

void Fanout::run(std::size_t messages) {
  begin(messages);
  std::uint64_t heard = 0;
  std::int64_t last_progress = now_ns();
  while (!complete() && counts_.closed == 0 && counts_.errors == 0) {
    send_what_is_due();
    poller_.wait(wait_ns(), [this](std::uint32_t member, bool readable, bool writable) {
      if (readable) take_from(member);
      if (writable) flush(member);
    });
    tell_progress();
    if (counts_.deliveries != heard || to_send_ > 0) {
      heard = counts_.deliveries;
      last_progress = now_ns();
    } else if (now_ns() - last_progress > patience_ns) {
      break;
    }
  }
  count_lost();
}

void Fanout::send(std::uint32_t number, std::int64_t sent_ns) {
  Sender& sender = senders_[number];
  const std::uint32_t member = sender.places[sender.next];
  sender.next = (sender.next + 1) % sender.places.size();
  const std::size_t room = crowd_.room_of(member);
  crowd_.sockets[member].queue(
      writer_.write(crowd_.rooms[room], ++sender.last_id, number, sent_ns, ++rooms_[room].seq));
  sender.unanswered.push_back(sent_ns);
  ++unanswered_;
  ++rooms_[room].sent;
  ++counts_.sent;
  --to_send_;
}

/// At a fixed rate a message counts from when it was due, so that one that had to wait is not told as a quick
/// one.
void Fanout::send_what_is_due() {
  if (stopped_ && to_send_ > 0) {
    to_send_ = 0;
    expected_ = counts_.sent * options_.crowd.members;
  }
  while (options_.rate > 0 && to_send_ > 0) {
    const auto due =
        begun_ns_ + static_cast<std::int64_t>(static_cast<double>(counts_.sent) * 1e9 / options_.rate);
    if (due > now_ns()) return;
    const auto sender = static_cast<std::uint32_t>(counts_.sent % senders_.size());
    const std::uint32_t member = senders_[sender].places[senders_[sender].next];
    send(sender, due);
    flush(member);
  }
}

void Fanout::tell_progress() {
  if (now_ns() - told_ns_ < 1'000'000'000) return;
  told_ns_ = now_ns();
  std::fprintf(stderr, "fanout: %llu of %llu deliveries\n",
               static_cast<unsigned long long>(counts_.deliveries),
               static_cast<unsigned long long>(expected_));
}

std::int64_t Fanout::wait_ns() const {
  if (options_.rate <= 0 || to_send_ == 0) return patience_ns / 10;
  return begun_ns_ + static_cast<std::int64_t>(static_cast<double>(counts_.sent) * 1e9 / options_.rate) -
         now_ns();
}

void Fanout::take_from(std::uint32_t member) {
  const std::int64_t now = now_ns();
  WsClient& socket = crowd_.sockets[member];
  socket.receive(buffer_, [this, member, now](std::string_view frame) { take(member, frame, now); });
  if (socket.closed()) {
    poller_.remove(socket.fd());
    ++counts_.closed;
    if (counts_.first_error.empty())
      counts_.first_error = "closed with " + std::to_string(socket.close_code());
  }
  if (listeners_[member].sender != nobody) {
    for (const std::uint32_t place : senders_[listeners_[member].sender].places) flush(place);
  } else if (socket.anything_unsent()) {
    flush(member);
  }
}

void Fanout::take(std::uint32_t member, std::string_view frame, std::int64_t now) {
  Listener& listener = listeners_[member];
  const Room& room = rooms_[crowd_.room_of(member)];
  Delivery delivery;
  if (read_delivery(frame, room.prefix, delivery)) {
    ++listener.heard;
    ++counts_.deliveries;
    counts_.bytes += frame.size();
    // The floor promises no order between its senders.
    if (delivery.seq <= listener.last_seq && !(options_.crowd.floor && room.senders > 1))
      ++counts_.out_of_order;
    listener.last_seq = delivery.seq;
    counts_.delivery.record(now - delivery.sent_ns);
    if (options_.crowd.floor && delivery.sender == listener.sender) answered(listener.sender, now);
  } else if (is_ok(frame)) {
    if (listener.sender != nobody) answered(listener.sender, now);
  } else if (is_error(frame)) {
    ++counts_.errors;
    if (counts_.first_error.empty()) counts_.first_error = frame;
  }
}

void Fanout::answered(std::uint32_t number, std::int64_t now) {
  Sender& sender = senders_[number];
  if (sender.unanswered.empty()) return;
  counts_.answer.record(now - sender.unanswered.front());
  sender.unanswered.pop_front();
  --unanswered_;
  if (options_.rate <= 0 && to_send_ > 0) send(number, now_ns());
}

void Fanout::flush(std::uint32_t member) {
  WsClient& socket = crowd_.sockets[member];
  if (!socket.anything_unsent()) return;
  poller_.watch_room(socket.fd(), member, !socket.flush());
}

void Fanout::count_lost() {
  for (std::size_t i = 0; i < listeners_.size(); ++i) {
    const std::uint64_t sent = rooms_[crowd_.room_of(i)].sent;
    if (listeners_[i].heard < sent) counts_.lost += sent - listeners_[i].heard;
    if (listeners_[i].heard > sent) counts_.out_of_order += listeners_[i].heard - sent;
  }
}

}  // namespace bench
