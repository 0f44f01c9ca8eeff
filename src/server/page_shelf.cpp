#include "server/page_shelf.hpp"

#include <utility>

namespace workchat::server {

const ShelvedPage* PageShelf::find(RoomKey room, Form form, Seq after, TimeMs now) {
  while (!order_.empty()) {
    const auto oldest = pages_.find(order_.front());
    if (oldest != pages_.end() && oldest->second.until > now) break;
    drop_oldest();
  }
  const auto place = pages_.find({room, form, after});
  return place == pages_.end() ? nullptr : &place->second.page;
}

void PageShelf::put(RoomKey room, Form form, Seq after, ShelvedPage page, TimeMs now) {
  if (page.bytes->size() > most_bytes) return;
  Kept kept{std::move(page), now + keeps_ms};
  const std::size_t size = kept.page.bytes->size();
  // Two who asked before either was answered: the first's stays.
  if (!pages_.emplace(Place{room, form, after}, std::move(kept)).second) return;
  order_.emplace_back(room, form, after);
  bytes_ += size;
  while (bytes_ > most_bytes) drop_oldest();
}

void PageShelf::drop(RoomKey room) {
  const auto first = pages_.lower_bound({room, Form::frame, 0});
  auto end = first;
  for (; end != pages_.end() && std::get<RoomKey>(end->first) == room; ++end)
    bytes_ -= end->second.page.bytes->size();
  pages_.erase(first, end);
}

void PageShelf::clear() {
  pages_.clear();
  order_.clear();
  bytes_ = 0;
}

void PageShelf::drop_oldest() {
  const auto oldest = pages_.find(order_.front());
  order_.pop_front();
  if (oldest == pages_.end()) return;
  bytes_ -= oldest->second.page.bytes->size();
  pages_.erase(oldest);
}

}  // namespace workchat::server
