#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "crowd.hpp"
#include "histogram.hpp"
#include "message.hpp"
#include "poller.hpp"
#include "report.hpp"
#include "target.hpp"

namespace bench {

struct FanoutOptions {
  Target target;
  CrowdPlan crowd;
  std::size_t senders = 1;
  std::size_t in_flight = 1;
  double rate = 0;  ///< messages a second; 0: as answers come
  std::size_t messages = 10000;
  std::size_t warm_up = 1000;
};

/// Sends and counts. All of one load, on one thread.
class Fanout {
 public:
  Fanout(const FanoutOptions& options, Crowd& crowd);

  /// Sends so many messages and waits until every member has heard them, or nothing has come for ten seconds.
  void run(std::size_t messages);
  /// From another thread: `run` sends no more.
  void stop() { stopped_ = true; }

  struct Counts {
    std::uint64_t sent = 0;
    std::uint64_t deliveries = 0;
    std::uint64_t bytes = 0;  ///< of what was delivered
    std::uint64_t lost = 0;
    std::uint64_t out_of_order = 0;
    std::uint64_t errors = 0;
    std::uint64_t closed = 0;
    std::string first_error;
    Histogram delivery;  ///< from sending to hearing
    Histogram answer;    ///< from sending to `ok`
  };
  /// Of the last run.
  const Counts& counts() const { return counts_; }

 private:
  struct Listener {
    std::int64_t last_seq = 0;
    std::uint64_t heard = 0;  ///< in this run
    std::uint32_t sender = nobody;
  };
  struct Room {
    std::string prefix;
    std::uint64_t sent = 0;  ///< in this run
    std::int64_t seq = 0;    ///< for the floor
    std::size_t senders = 0;
  };
  struct Sender {
    std::vector<std::uint32_t> places;  ///< members that speak for it, in turn
    std::size_t next = 0;
    std::int64_t last_id = 0;
    std::deque<std::int64_t> unanswered;  ///< when each was sent
  };
  static constexpr std::uint32_t nobody = ~0U;

  void appoint_senders();
  void begin(std::size_t messages);
  void send(std::uint32_t sender, std::int64_t sent_ns);
  void send_what_is_due();
  std::int64_t wait_ns() const;
  void tell_progress();
  void take_from(std::uint32_t member);
  void take(std::uint32_t member, std::string_view frame, std::int64_t now);
  void answered(std::uint32_t sender, std::int64_t now);
  void flush(std::uint32_t member);
  bool complete() const { return to_send_ == 0 && counts_.deliveries >= expected_ && unanswered_ == 0; }
  void count_lost();

  const FanoutOptions& options_;
  Crowd& crowd_;
  Poller poller_;
  MessageWriter writer_;
  std::vector<char> buffer_;
  std::vector<Listener> listeners_;
  std::vector<Room> rooms_;
  std::vector<Sender> senders_;
  Counts counts_;
  std::size_t to_send_ = 0;
  std::size_t unanswered_ = 0;
  std::uint64_t expected_ = 0;
  std::int64_t begun_ns_ = 0;
  std::int64_t told_ns_ = 0;
  std::atomic<bool> stopped_{false};
};

/// Tells what was lost or out of order, and fails the report over it.
void check(Report& report, const Fanout::Counts& counts);

}  // namespace bench
