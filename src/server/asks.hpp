#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include <workchat/engine.hpp>

namespace workchat::server {

/// Takes the answer to a request.
using AnswerHandler = std::function<void(const Result<Answer>&)>;

/// The requests of one thread that wait for an answer.
class Asks {
 public:
  Asks(Engine engine, std::shared_ptr<Outbox> outbox)
      : engine_(std::move(engine)), outbox_(std::move(outbox)) {}

  /// `handler` is called once, later, on this thread; also where the engine takes no request.
  void ask(Caller caller, Verb verb, AnswerHandler handler);
  /// Hands what was asked to the engine, in one; all that was heard before has been passed on.
  void submit();
  /// Something waits for `submit`.
  bool unsent() const { return !unsent_.empty(); }
  void answer(std::uint64_t ticket, const Result<Answer>& answer);
  /// Answers what the engine did not take. True: there was any.
  bool answer_refused();
  /// Of what clients ask as they come: how many wait for an answer, and for how long one does now, in ms.
  std::size_t arriving() const { return arriving_; }
  TimeMs delay() const {
    return std::max(delay_, timed_ == 0 ? 0 : now_ - timed_from_);
  }
  void set_now(TimeMs now) { now_ = now; }
  /// What was answered at once says nothing of how long one waits: the next to be timed is one that still does.
  void end_round();
  /// Nobody waits any more.
  void clear();

 private:
  struct Waiting {
    AnswerHandler handler;
    bool arrives = false;
  };

  Engine engine_;
  std::shared_ptr<Outbox> outbox_;
  std::uint64_t last_ticket_ = 0;
  std::unordered_map<std::uint64_t, Waiting> waiting_;
  std::size_t arriving_ = 0;
  std::vector<Request> unsent_;
  std::vector<AnswerHandler> refused_;
  TimeMs now_ = 0;
  std::uint64_t last_arrival_ = 0;
  std::uint64_t timed_ = 0;  ///< the ticket of which the answer is timed; 0: none
  TimeMs timed_from_ = 0;
  TimeMs delay_ = 0;
};

/// Asks for something that may be gone when the answer comes; its handlers are then not called.
class Asker {
 public:
  explicit Asker(Asks& asks) : asks_(&asks) {}

  void ask(Caller caller, Verb verb, AnswerHandler handler);
  /// No handler is called from now on.
  void stop() { life_.reset(); }
  std::weak_ptr<void> life() const { return life_; }

 private:
  Asks* asks_;
  std::shared_ptr<void> life_ = std::make_shared<char>();
};

}  // namespace workchat::server
