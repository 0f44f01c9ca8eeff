#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
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

  const User& user() const { return user_; }
  SessionKey key() const { return key_; }
  Result<Answer> call(Caller caller, Verb verb);
  Result<Answer> call(Verb verb);
  EventPtr next(std::chrono::milliseconds timeout);
  bool closed();
  void on_wake(std::function<void()> wake);
  void close();

 private:
  /// A room it listens in.
  struct Followed {
    RoomKey key;
    RoomId room;
    base::Cursor cursor;
  };
  class Waiter;

  void wake();
  void wake_waiters();
  void sort();
  void sort(Delivery& delivery);
  void hear(RoomKey key, const EventPtr& event);
  std::vector<Followed>::iterator place(RoomKey key);
  Followed* find(RoomKey key);
  void forget(RoomKey key);
  void begin(const Joined& joined);
  void give(RoomKey key, const Entry& entry);
  bool read_on(std::unique_lock<std::mutex>& hold);
  EventPtr closed_event();

  // There may be very many, and most of them idle: what only a busy one needs is made then (trap 19).
  std::shared_ptr<EngineState> engine_;
  SessionKey key_ = 0;
  User user_;
  std::shared_ptr<Outbox> outbox_;
  std::mutex lock_;
  Waiter* waiters_ = nullptr;
  std::uint64_t last_ticket_ = 0;
  std::vector<Followed> rooms_;  ///< by key
  std::list<EventPtr> ready_;
  std::shared_ptr<const std::function<void()>> on_wake_;
  CloseReason reason_ = CloseReason::none;
  bool ended_ = false;
  bool told_end_ = false;
};

}  // namespace workchat
