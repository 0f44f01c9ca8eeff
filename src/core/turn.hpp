#pragma once

#include <cassert>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <workchat/engine.hpp>

#include "core/outbound.hpp"
#include "core/overlay.hpp"
#include "core/rates.hpp"
#include "core/rights.hpp"
#include "core/state.hpp"

namespace workchat::core {

class Turn;

Error no_room();

/// A request and who it comes from, looked up anew each time it is decided.
struct Asked {
  Request request;
  UserState* user = nullptr;  ///< null: nobody yet
  LoginState* login = nullptr;
  SessionState* session = nullptr;
  bool deferred = false;  ///< on the executor now: the request has moved there
};

/// The host answers for the caller, and no rate is asked.
inline bool vouched(const Asked& asked) {
  return !asked.request.caller.host_user.empty() || (asked.session && asked.session->login.empty());
}

/// What comes back from the executor: how the request is decided from there on.
using Continuation = std::function<void(Turn&, Asked&)>;

/// One thing for the loop to decide: a request, or one that comes back from the executor.
struct Work {
  Request request;
  Continuation then;
  bool releases = false;  ///< the session's later requests were held back for this one
  bool counted = false;   ///< in the number of requests that wait
  bool own = false;       ///< the loop's, from nobody and without an answer
  bool gone = false;      ///< on its way through the executor again
  bool writes = false;    ///< what it was decided to do changes what is kept
};

/// What an engine is made of, as the loop sees it. All outlive the loop.
struct Parts {
  MessageStore* store = nullptr;
  Executor* executor = nullptr;
  Executor* hashing = nullptr;  ///< for passwords, which are slow on purpose and must not hold up reads
  const Clock* clock = nullptr;
  Random* random = nullptr;
  const Authentication* authentication = nullptr;
  const std::vector<std::shared_ptr<Policy>>* policies = nullptr;
  const Limits* limits = nullptr;
  std::string motd;
  LogSink log;
  std::function<void(Work)> come_back;  ///< any thread; never refuses
};

/// One turn: what the requests in it were decided to do. The verbs (decide.hpp) change what is kept through
/// `changes` and leave everything that is told for after the commit.
class Turn {
 public:
  Turn(State& state, Outbound& outbound, Brakes& brakes, const Parts& parts);

  State& state;
  Outbound& outbound;
  Brakes& brakes;
  const Parts& parts;
  const Limits& limits;
  Overlay changes;
  TimeMs now = 0;        ///< the wall clock, read once a turn
  TimeMs monotonic = 0;
  bool again = false;    ///< decided a second time: what counts for a rate was counted before

  /// To be done when the store has taken the turn, in the order of the calls.
  void after(std::function<void()> step) {
    assert(!telling_);
    steps_.push_back(std::move(step));
  }
  /// After the commit, in the order of the steps; called by a step, at once.
  void answer(const Asked& asked, Result<Answer> answer);
  void refuse(const Asked& asked, Error error) { answer(asked, std::move(error)); }
  /// A read that failed: the store's own words are for the log.
  void refuse_read(const Asked& asked, const Error& error);

  /// An entry for a room's log, and what to do when it is stored (or was: `entry` is then null). Its ts, user
  /// and room are filled in here. Returns its index, for entries that hang on it.
  using Then = std::function<void(const Stored& stored, const EntryPtr& entry)>;
  int append(RoomState& room, const UserState* author, NewEntry entry, Then then = {});
  /// The same for a user's own log.
  int append(UserState& owner, const UserState* author, NewEntry entry);

  /// Runs `job` on the executor; what it returns decides the request from there on. `holds`: the session's
  /// later requests wait for it (everything but reads). A full executor answers `overloaded`.
  void defer(Asked& asked, bool holds, std::function<Continuation()> job);
  /// The same for a job that hashes a password.
  void defer_hash(Asked& asked, std::function<Continuation()> job);
  /// The same; false: the executor is full, and nobody was answered.
  bool try_defer(Asked& asked, bool holds, std::function<Continuation()> job);
  /// The store has taken the turn: what is asked now was done already.
  bool telling() const { return telling_; }

  /// A new id: a prefix and 13 characters.
  std::string new_id(std::string_view prefix);
  /// The same for a name that is no secret: many are drawn ahead, since each draw is a call of the system.
  std::string new_public_id(std::string_view prefix);
  std::string random_bytes(std::size_t size);

  /// Empty: the user may do it in this room.
  std::optional<Error> refusal(Action action, const UserState& user, const RoomState& room,
                               Standing standing = {}) const;
  /// The very room, where it is pinned; the room of this id, else the one of this name that the asker may know of; where
  /// it may do this in it. One that has the id stands for it also when it is hidden: what was meant for it goes nowhere
  /// else. Once the id is free again, it is a name like others.
  Result<std::shared_ptr<RoomState>> room_for(Action action, const Asked& asked, std::string_view room) const;
  /// The same for who looks for a room by what people call it: a hidden one hides no other by its id.
  Result<std::shared_ptr<RoomState>> room_to_find(const Asked& asked, std::string_view room) const;
  /// The same room in a later turn: none is taken for it that has got its id or its name meanwhile.
  Result<std::shared_ptr<RoomState>> room_again(Action action, const Asked& asked, std::string_view id,
                                                std::string_view epoch) const;

  // The loop's side.
  void begin(TimeMs wall, TimeMs steady);
  bool has_changes() const { return !changes.empty(); }
  /// Commits what was decided, then runs the steps. An error: nothing was changed and no step was run.
  Status finish();
  void abandon();

 private:
  struct Pending {
    RoomState* room = nullptr;
    UserState* owner = nullptr;
    std::shared_ptr<RoomState> alive;
    Then then;
  };
  bool hand_over(Executor& executor, Asked& asked, bool holds, std::function<Continuation()> job);
  void tell_entry(std::size_t index);
  std::shared_ptr<RoomState> room_named(const UserState& user, std::string_view name) const;
  int append(Pending pending, NewEntry entry);

  std::vector<std::uint64_t> ahead_;  ///< drawn, not used yet
  std::vector<std::function<void()>> steps_;
  bool telling_ = false;  ///< the steps are being run
  std::vector<Pending> pending_;
  Batch batch_;
  Committed committed_;
};

}  // namespace workchat::core
