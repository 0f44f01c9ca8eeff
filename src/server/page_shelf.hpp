#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <tuple>

#include <workchat/clock.hpp>
#include <workchat/event.hpp>

#include "server/turn_chunk.hpp"

namespace workchat::server {

/// A page of a room's log as bytes of one form, the same for every reader.
struct ShelvedPage {
  Chunk bytes;
  Seq last = 0;       ///< its newest entry
  Seq head = 0;       ///< the log's, when it was read
  bool more = false;  ///< there was more behind it
};

/// Pages that were read a moment ago. Those whom one failure cut off stood in the same place, and come back
/// together. Threads: its IoThread's.
class PageShelf {
 public:
  static constexpr TimeMs keeps_ms = 2000;
  static constexpr std::size_t most_bytes = 4 << 20;

  /// Of what comes after `after`. Null: it was not read lately.
  const ShelvedPage* find(RoomKey room, Form form, Seq after, TimeMs now);
  void put(RoomKey room, Form form, Seq after, ShelvedPage page, TimeMs now);
  /// What its pages say may no longer be said.
  void drop(RoomKey room);
  void clear();

 private:
  using Place = std::tuple<RoomKey, Form, Seq>;

  struct Kept {
    ShelvedPage page;
    TimeMs until = 0;
  };

  void drop_oldest();

  std::map<Place, Kept> pages_;
  std::deque<Place> order_;  ///< oldest first; of some the page is dropped already
  std::size_t bytes_ = 0;
};

}  // namespace workchat::server
