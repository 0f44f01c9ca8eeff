#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include <workchat/event.hpp>
#include <workchat/result.hpp>
#include <workchat/word_lock.hpp>

namespace workchat {

struct Answer;
class Pace;
using AnswerPtr = std::shared_ptr<const Result<Answer>>;

/// One thing the engine tells a listener thread. The order in an outbox is the order of the log.
struct Delivery {
  enum class Kind : std::uint8_t {
    event,   ///< `event`, for every session of this outbox that listens in `event->room_key`
    direct,  ///< `event`, for `session` alone
    attach,  ///< `session` listens in `room` from here on; `head` is the room's last entry before. Once more
             ///< for one that listens already: it joined again, and begins anew. The answer to the
             ///< join follows at once
    detach,  ///< `session` no longer listens in `room`
    answer,  ///< `answer` to the request with this `ticket`
    end,     ///< `session` is over, for `reason`; nothing more comes for it
  };
  Kind kind = Kind::event;
  CloseReason reason = CloseReason::none;
  SessionKey session = 0;
  RoomKey room = 0;
  Seq head = 0;
  std::uint64_t ticket = 0;
  EventPtr event;
  AnswerPtr answer;
};

/// A bounded queue from the engine to one reader: a thread that serves many sessions, or one in-process
/// session. It wakes its reader once per turn. Events beyond the bound are dropped and counted: the reader
/// then reads its rooms forward from the store; answers, attach, detach and end are never dropped.
/// Threads: the engine pushes, one reader takes.
class WORKCHAT_API Outbox {
 public:
  using Wake = std::function<void()>;

  /// `bound`: events. `wake` is called on the thread whose turn it is, holds no lock, and must not block. `pace`: the
  /// engine's, where its turns wait for this reader.
  Outbox(std::size_t bound, Wake wake, std::shared_ptr<Pace> pace = nullptr);
  ~Outbox() { close(); }
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  /// Moves what waits to the end of `out`. True: entries were dropped since the last call.
  bool take(std::vector<Delivery>& out);
  /// The reader has passed on all it took. From the first call on, the engine's next turn waits for this one
  /// after it has told events, at most limits.pace_ms; when that was in vain, not again before it settles, whether
  /// or not more has come meanwhile.
  void settle();
  /// It has taken all there is, and the engine waits for no other reader that still passes on what the last turn told.
  bool last_to_settle();

  /// The engine's side. `push` only queues; `flush` wakes, once, if anything was queued since.
  void push(Delivery delivery);
  void flush();
  /// No wake is running or will run after this returns. What waits can still be taken. Called by the wake itself,
  /// that one goes on to its end, and is the last. Sessions that it still has then are ended by the engine's next sweep.
  void close();
  bool closed() const { return closed_; }

 private:
  class Waking;

  // Each in-process session has one, and most are idle (trap 19).
  WordLock lock_;
  WordLock waking_;  ///< while the wake runs
  std::vector<Delivery> waiting_;
  const std::uint32_t bound_;
  std::uint32_t events_ = 0;
  bool dropped_ = false;
  bool unflushed_ = false;
  bool paced_ = false;      ///< the reader settles
  bool unsettled_ = false;  ///< and has not since events were told
  std::atomic<bool> closed_{false};
  std::uint16_t unsettled_since_ = 0;  ///< the pace's round
  std::atomic<std::thread::id> waker_{};  ///< whose `waking_` is
  const std::shared_ptr<Pace> pace_;
  const Wake wake_;
};

/// Where the answer to a request goes. An empty one asks for none.
struct Ticket {
  std::shared_ptr<Outbox> outbox;
  std::uint64_t number = 0;
};

}  // namespace workchat
