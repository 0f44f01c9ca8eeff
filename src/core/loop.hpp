#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/turn.hpp"

namespace workchat::core {

/// The engine's one loop: requests in, turns out. Nothing else changes chat state, so nothing here locks. It
/// has no thread and no wait: whoever owns it brings the work and calls `turn`.
class Loop {
 public:
  explicit Loop(Parts parts);
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Loads the store; a new one gets its epoch and the room "general".
  Status start();
  /// Takes, decides, commits, tells. Returns when the next is due without new work, on the monotonic clock.
  TimeMs turn(std::vector<Work> works);
  /// Whether a turn of these alone, now, would neither wait for a disk, whatever comes of them, nor take long.
  bool would_wait_for_no_disk(const std::vector<Request>& requests) const;
  /// Requests that were taken and wait for a later turn.
  std::size_t postponed() const { return postponed_.size(); }
  /// Ends every session with `restart`.
  void end_all();

  const State& state() const { return *state_; }
  /// False from a commit that failed for want of a store to the next that did not. Threads: any.
  bool writable() const { return writable_; }

 private:
  bool joins_again(const Caller& caller, const std::string& room) const;
  void decide(Work& work, std::vector<Work*>& decided);
  void decide_next(Work& work, std::vector<Work*>& decided);
  void decide_one(Work& work);
  bool hold(Work& work);
  bool postpone(Work& work);
  void decide_postponed(std::vector<Work*>& decided);
  std::optional<Error> look_up(Asked& asked);
  std::optional<Error> too_fast(Asked& asked);
  void finish(std::vector<Work*>& decided);
  void finish_each(const std::vector<Work*>& decided, Error error);
  void sweep();
  void end_logins();
  void end_unread();
  void note_guests();

  // recovery.cpp
  void note_failure(const Error& error);
  void note_success();
  void try_to_recover();
  Status reopen();
  Status probe();
  Status reload();
  Status change_epochs(State& fresh);
  Result<std::vector<Entry>> read_missed(const State& fresh) const;
  void move_sessions(State& before);
  void follow_new_rooms();
  void tell_missed(Entry entry);
  void end_signed_out();

  Parts parts_;
  std::unique_ptr<State> state_;
  Outbound outbound_;
  Brakes brakes_;
  std::unique_ptr<Turn> turn_;
  std::deque<Work> freed_;   ///< held-back and postponed requests of this turn; addresses stay
  std::deque<Work> postponed_;
  std::size_t arrivals_ = 0;  ///< in this turn
  std::atomic<bool> writable_{true};
  bool outage_told_ = false;  ///< the log has it that the store is not writable
  bool suspended_ = false;   ///< the outcome of a commit is unknown: no writes until the store is looked at
  TimeMs recover_at_ = 0;
  TimeMs sweep_at_ = 0;
};

}  // namespace workchat::core
