#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <workchat/engine.hpp>

#include "fuzz/witness.hpp"

namespace workchat::fuzz {

/// Sits beside an engine, asks on behalf of its sessions and holds what they are told against what was
/// stored.
class EngineJudge {
 public:
  EngineJudge(Engine& engine, const Witness& witness) : engine_(engine), witness_(witness) {}

  std::size_t open(const std::string& name, bool follow_all);
  void ask(std::size_t listener, Verb verb);
  bool listens(std::size_t listener) const {
    return listeners_[listener].session != 0 && !listeners_[listener].ended;
  }
  std::size_t count() const { return listeners_.size(); }
  /// Of what a listener has heard last: where it could go on. Empty epoch: nothing.
  verb::Join resume(std::size_t listener, const RoomId& room) const;

  /// Hears everybody, after a turn.
  void hear();
  bool all_answered() const { return open_.empty(); }
  /// At the end: what was acknowledged is stored once.
  void close();

 private:
  struct Seat {
    std::string log;  ///< empty: not known yet
    Seq head = 0;     ///< where it began
    Seq last = 0;
    bool lost = false;  ///< the outbox has dropped some
  };
  struct Listener {
    std::shared_ptr<Outbox> outbox;
    SessionKey session = 0;
    UserId user;
    bool ended = false;
    std::map<RoomKey, Seat> seats;
    std::map<RoomId, std::pair<std::string, Seq>> had;
  };
  struct Asked {
    std::size_t listener;
    Verb verb;
  };

  void send(std::size_t listener, Caller caller, Verb verb);
  void take(Listener& listener, const Delivery& delivery);
  void hear_event(Listener& listener, const Delivery& delivery);
  void hear_own(Listener& listener, const Delivery& delivery);
  void answer(const Delivery& delivery);
  void judge(Listener& listener, const verb::Join& verb, const Joined& joined);
  void judge(const Listener& listener, const Verb& verb, const Receipt& receipt);
  void judge(const Listener& listener, const verb::ReadEntries* raw, const Page& page);
  void judge_read(const Listener& listener, const Entry& entry);
  bool may_read(const Listener& listener, const std::string& log) const;

  Engine& engine_;
  const Witness& witness_;
  std::vector<Listener> listeners_;
  std::uint64_t last_ticket_ = 0;
  std::map<std::uint64_t, Asked> open_;
  std::set<Pos> acknowledged_;
  std::map<std::string, Seq> heads_before_;  ///< of each log, when everybody was heard last
};

}  // namespace workchat::fuzz
