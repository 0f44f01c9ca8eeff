#include "server/room_feed.hpp"

#include <algorithm>
#include <utility>

#include "protocol/write.hpp"

namespace workchat::server {
namespace {

// Of more people than that no seat keeps the coming and going.
constexpr std::size_t most_presence = 256;

// What some listeners take and others do not: a listener takes what lies in a row of any chunk.
bool stands_alone(const Event& event) {
  return event.entry ? !event.entry->audience.empty() : !base::is_presence(event);
}

}  // namespace

bool is_own_typing(const Event& event, const UserId& user) {
  return event.type == EventType::typing && event.user.id == user;
}

bool RoomFeed::tell(const EventPtr& event) {
  if (!chunk_.empty()) {
    const Event& before = *chunk_.events().front();
    if (stands_alone(*event) || stands_alone(before) || before.ephemeral() != event->ephemeral()) flush();
  }
  std::string json = protocol::write_event(*event);
  for (Follower* follower : followers_) follower->on_event(event, json);
  if (event->entry) told_ = std::max(told_, event->entry->seq);
  if (seats_.empty()) return false;
  chunk_.add(event, std::move(json));
  if (chunk_.size() < chunk_size_) return true;
  flush();
  return false;
}

void RoomFeed::flush() {
  if (chunk_.empty()) return;
  for (Seat* seat : seats_) give(*seat);
  chunk_.clear();
}

void RoomFeed::give(Seat& seat) {
  if (seat.held) return keep(seat);
  // What most listeners take of most chunks is all of it.
  if (chunk_.is_run() && !chunk_.audience() && seat.cursor.offer_run(chunk_.first(), chunk_.last()))
    return seat.sitter.hear(chunk_.bytes(seat.sitter.form()), false);
  give_some(seat);
}

void RoomFeed::give_some(Seat& seat) {
  const std::vector<EventPtr>& events = chunk_.events();
  if (is_own_typing(*events.front(), seat.sitter.user())) return;
  std::size_t first = 0;
  std::size_t taken = 0;  // what a cursor takes of a chunk lies in a row
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (seat.cursor.offer(events[i]) && taken++ == 0) first = i;
  }
  Sitter& sitter = seat.sitter;
  if (taken > 0) {
    const UserId* audience = chunk_.audience();
    if (audience && *audience != sitter.user()) {
      sitter.hear(chunk_.hidden(sitter.form()), false);
    } else if (taken == events.size()) {
      sitter.hear(chunk_.bytes(sitter.form()), chunk_.ephemeral());
    } else {
      sitter.hear(chunk_.part(sitter.form(), first, taken), chunk_.ephemeral());
    }
  }
  if (seat.cursor.needs_read()) sitter.fell_behind(seat);
}

void RoomFeed::keep(Seat& seat) {
  if (!chunk_.ephemeral()) return seat.cursor.lost();  // it reads them once it may speak
  std::vector<EventPtr>& kept = seat.presence;
  for (const EventPtr& event : chunk_.events()) {
    // `joined` names the listener itself.
    if (!base::is_presence(*event) || event->user.id == seat.sitter.user()) continue;
    const auto same = [&event](const EventPtr& other) { return other->user.id == event->user.id; };
    kept.erase(std::remove_if(kept.begin(), kept.end(), same), kept.end());
    if (kept.size() == most_presence) kept.erase(kept.begin());
    kept.push_back(event);
  }
}

void RoomFeed::add(Seat& seat) {
  flush();
  seat.feed = this;
  seat.index = seats_.size();
  seats_.push_back(&seat);
}

void RoomFeed::remove(Seat& seat) {
  flush();
  seats_[seat.index] = seats_.back();
  seats_[seat.index]->index = seat.index;
  seats_.pop_back();
  seat.feed = nullptr;
  if (seat.waits_for_page) waiting_.erase(std::find(waiting_.begin(), waiting_.end(), &seat));
  page_is_over(seat);
}

bool RoomFeed::waits_for_page(Seat& seat) {
  if (!reader_) reader_ = &seat;
  const bool same = reader_ != &seat && reader_->sitter.form() == seat.sitter.form() &&
                    reader_->cursor.position() == seat.cursor.position();
  if (!same) return false;
  seat.waits_for_page = true;
  waiting_.push_back(&seat);
  return true;
}

void RoomFeed::page_is_over(const Seat& seat) {
  if (reader_ != &seat) return;
  reader_ = nullptr;
  for (Seat* each : std::exchange(waiting_, {})) {
    each->waits_for_page = false;
    each->sitter.fell_behind(*each);
  }
}

void RoomFeed::add(Follower& follower) {
  followers_.push_back(&follower);
}

void RoomFeed::remove(Follower& follower) {
  followers_.erase(std::remove(followers_.begin(), followers_.end(), &follower), followers_.end());
}

void Feeds::tell(const EventPtr& event) {
  if (event->entry && event->entry->type == EntryType::deletion) pages_.drop(event->room_key);
  RoomFeed* feed = find(event->room_key);
  if (feed && feed->tell(event)) told_.push_back(event->room_key);
}

void Feeds::flush() {
  if (told_.empty()) return;
  std::vector<RoomFeed*> told;
  for (RoomKey key : std::exchange(told_, {})) {
    RoomFeed* feed = find(key);
    if (feed) told.push_back(feed);
  }
  std::sort(told.begin(), told.end(), [](const RoomFeed* left, const RoomFeed* right) {
    return left->listeners() != right->listeners() ? left->listeners() < right->listeners()
                                                   : left->key() < right->key();
  });
  told.erase(std::unique(told.begin(), told.end()), told.end());
  for (RoomFeed* feed : told) feed->flush();
}

RoomFeed& Feeds::at(RoomKey key, Seq head) {
  std::unique_ptr<RoomFeed>& feed = feeds_[key];
  if (!feed) feed = std::make_unique<RoomFeed>(key, head, chunk_size_);
  return *feed;
}

RoomFeed* Feeds::find(RoomKey key) {
  const auto place = feeds_.find(key);
  return place == feeds_.end() ? nullptr : place->second.get();
}

void Feeds::release(RoomFeed& feed) {
  if (feed.listeners() > 0) return;
  pages_.drop(feed.key());
  feeds_.erase(feed.key());
}

}  // namespace workchat::server
