#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "histogram.hpp"
#include "poller.hpp"
#include "socket.hpp"
#include "ws_client.hpp"

namespace bench {

/// Where somebody left off in a room.
struct Bookmark {
  std::string room;
  std::string epoch;
  std::int64_t head = 0;
};

/// All who were cut off come back at the same time, each in the room where it was.
class Storm {
 public:
  /// `behind`: how many entries each has missed.
  Storm(const Endpoint& endpoint, std::int64_t behind)
      : endpoint_(endpoint), behind_(behind), buffer_(1 << 20) {}

  void add(const Bookmark& bookmark, const std::string& token);
  /// Returns when each has heard all it had missed, or nothing has come for ten seconds.
  void run();

  std::size_t size() const { return returning_.size(); }
  std::size_t back() const { return back_; }
  std::uint64_t lost() const;
  std::uint64_t out_of_order() const { return out_of_order_; }
  std::uint64_t not_recovered() const { return not_recovered_; }
  /// From the beginning of the storm until each had all.
  const Histogram& times() const { return times_; }

 private:
  struct Returning {
    WsClient socket;
    const Bookmark* bookmark;
    std::string prefix;
    std::int64_t last_seq;
    std::int64_t heard = 0;
  };

  void flush(std::uint32_t number);
  void take_from(std::uint32_t number);
  void take(Returning& one, std::string_view frame);

  Endpoint endpoint_;
  std::int64_t behind_;
  std::vector<char> buffer_;
  Poller poller_;
  struct Absent {
    const Bookmark* bookmark;
    std::string token;
  };
  std::vector<Absent> absent_;
  std::vector<Returning> returning_;
  std::int64_t begun_ns_ = 0;
  std::int64_t progress_ns_ = 0;
  std::size_t back_ = 0;
  std::uint64_t out_of_order_ = 0;
  std::uint64_t not_recovered_ = 0;
  Histogram times_;
};

}  // namespace bench
