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
#include "core/packed_user.hpp"
#include "core/rare.hpp"

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

  User user() const { return user_.unpacked(); }
  const Limits& limits() const { return engine_->options().limits; }
  SessionKey key() const { return key_; }
  Result<Answer> call(Caller caller, Verb verb);
  Result<Answer> call(Verb verb);
  EventPtr next(std::chrono::milliseconds timeout);
  bool closed();
  void on_wake(std::function<void()> wake);
  void close();

 private:
  using Hold = std::unique_lock<WordLock>;
  /// A room it listens in.
  struct Followed {
    RoomKey key;
    RoomId room;
    base::Cursor cursor;
  };
  /// What only one in use needs.
  struct Busy {
    std::vector<Followed> rooms;  ///< by key; without its own log
    std::list<EventPtr> ready;
    std::shared_ptr<const std::function<void()>> on_wake;
  };
  enum class End : std::uint8_t { not_yet, came, told };
  class Waiter;

  void wake();
  void wake_waiters();
  void sort();
  void sort(Delivery& delivery);
  void hear(RoomKey key, const EventPtr& event);
  std::vector<Followed>::iterator place(RoomKey key);
  base::Cursor* find(RoomKey key);
  void forget(RoomKey key);
  void begin(const Joined& joined);
  void give(RoomKey key, const Entry& entry);
  bool read_on(Hold& hold);
  bool read_on(Hold& hold, RoomKey key, const RoomId& room);
  EventPtr closed_event();

  // There may be very many, and most of them idle (trap 19).
  std::shared_ptr<EngineState> engine_;
  SessionKey key_ = 0;
  core::PackedUser user_;
  std::shared_ptr<Outbox> outbox_;
  Waiter* waiters_ = nullptr;
  std::uint64_t last_ticket_ = 0;
  base::Cursor own_log_{0, 0};
  core::Rare<Busy> busy_;
  WordLock lock_;
  CloseReason reason_ = CloseReason::none;
  End end_ = End::not_yet;
  bool hears_own_log_ = false;
};

}  // namespace workchat
