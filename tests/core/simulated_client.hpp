#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <workchat/engine.hpp>

#include "base/cursor.hpp"
#include "core/trace.hpp"

namespace workchat::testing {

/// The newest epoch of each room, as its store knows it.
using Epochs = std::map<RoomId, std::string>;

/// A client of a simulated chat: listens as a face of the server does, and writes down what it lives.
class SimulatedClient {
 public:
  SimulatedClient(Engine& engine, Trace& trace, const Epochs& epochs, std::string name, std::string user);

  bool connected() const { return session_ != 0; }
  void connect();
  /// The connection is gone, and what was asked on it is not answered any more.
  void cut();
  void join(const RoomId& room, bool resume, const std::string& password = {});
  void unlisten(const RoomId& room);
  void leave(const RoomId& room);
  void post(const RoomId& room, const std::string& text, const std::string& client_id);
  void history(const RoomId& room, std::optional<Seq> before);
  /// A request whose answer says nothing here.
  void ask(Verb verb);

  /// Takes what came, and asks for what is missing.
  void take();
  /// Nothing is under way, and everything that is known of has been received.
  bool quiet() const { return unrest().empty(); }
  /// What is under way, or still to be received.
  std::string unrest() const;
  void say_caught_up();

 private:
  using Answered = std::function<void(const Result<Answer>&)>;
  /// A place where it listens. Without a cursor the answer that says from where on is still to come.
  struct Seat {
    RoomId room;    ///< as requests name it
    RoomId log;     ///< as the trace names it
    std::optional<base::Cursor> cursor;
    Seq seen = 0;
    int joins = 0;  ///< a page that was asked for before the last of them says nothing
  };
  struct Position {
    std::string epoch;
    Seq seq = 0;
  };

  void submit(Caller caller, Verb verb, Answered answered);
  void request(Verb verb, Answered answered);
  void opened(const SessionOpened& opened);
  void take(const Delivery& delivery);
  void hear(RoomKey key, const EventPtr& event);
  void begin(const Joined& joined);
  void give(Seat& seat, const Entry& entry);
  void read_on(RoomKey key, Seat& seat);
  void forget();
  RoomId log_name(const RoomId& room) const { return room == "@me" ? "@" + user_id_ : room; }

  Engine& engine_;
  Trace& trace_;
  const Epochs& epochs_;
  std::string name_;
  std::string user_;
  UserId user_id_;
  std::shared_ptr<Outbox> outbox_;
  SessionKey session_ = 0;
  bool connecting_ = false;
  std::uint64_t last_ticket_ = 0;  ///< never reused, so that it serves as the trace's `ref` as well
  int joins_ = 0;
  std::map<std::uint64_t, Answered> asked_;
  std::map<RoomKey, Seat> seats_;
  std::set<RoomId> joined_;  ///< asked to join on this connection: only a new one resumes
  std::map<RoomId, Position> had_;
};

}  // namespace workchat::testing
