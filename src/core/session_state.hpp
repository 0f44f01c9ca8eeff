#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include <workchat/session.hpp>

#include "base/cursor.hpp"
#include "core/engine_state.hpp"

namespace workchat {

/// Waits for one answer that belongs to no session.
class AnswerBox {
 public:
  AnswerBox();
  ~AnswerBox() { outbox_->close(); }
  const std::shared_ptr<Outbox>& outbox() const { return outbox_; }
  Result<Answer> wait(EngineState& engine);

 private:
  std::mutex lock_;
  std::condition_variable woken_;
  bool wake_ = false;
  std::shared_ptr<Outbox> outbox_;
};

/// What all handles of an in-process session share: its outbox, sorted into answers and events.
class SessionState {
 public:
  static Result<Session> open(const std::shared_ptr<EngineState>& engine, Identity identity);

  explicit SessionState(std::shared_ptr<EngineState> engine);
  ~SessionState();
  SessionState(const SessionState&) = delete;
  SessionState& operator=(const SessionState&) = delete;

  const User& user() const { return opened_.user; }
  SessionKey key() const { return opened_.session; }
  Result<Answer> call(Caller caller, Verb verb);
  Result<Answer> call(Verb verb);
  EventPtr next(std::chrono::milliseconds timeout);
  bool closed();
  void on_wake(std::function<void()> wake);
  void close();

 private:
  /// A room it listens in.
  struct Followed {
    RoomId room;
    base::Cursor cursor;
  };

  void wake();
  void sort();
  void sort(Delivery& delivery);
  void hear(RoomKey key, const EventPtr& event);
  void begin(const Joined& joined);
  void give(RoomKey key, const Entry& entry);
  bool read_on(std::unique_lock<std::mutex>& hold);
  EventPtr closed_event();

  std::shared_ptr<EngineState> engine_;
  SessionOpened opened_;
  std::shared_ptr<Outbox> outbox_;
  std::mutex lock_;
  std::condition_variable changed_;
  std::uint64_t wakes_ = 0;  ///< counted, so that no waiter misses one that another thread saw
  std::uint64_t last_ticket_ = 0;
  std::unordered_map<std::uint64_t, AnswerPtr> answers_;
  std::unordered_map<RoomKey, Followed> rooms_;
  std::deque<EventPtr> ready_;
  CloseReason reason_ = CloseReason::none;
  bool ended_ = false;
  bool told_end_ = false;
  std::function<void()> on_wake_;
};

}  // namespace workchat
