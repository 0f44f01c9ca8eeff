#pragma once

#include <functional>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <workchat/outbox.hpp>
#include <workchat/request.hpp>

#include "server/asks.hpp"

namespace workchat::server {

/// A session of the engine, on this side. All calls come in the order of the outbox.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void on_attach(RoomKey room, Seq head) = 0;
  virtual void on_detach(RoomKey room) = 0;
  virtual void on_direct(const EventPtr& event) = 0;
  virtual void on_session_end(CloseReason reason) = 0;
  /// Entries were dropped on the way here.
  virtual void on_lost() = 0;
};

/// The sessions of one thread.
class Sessions {
 public:
  using Opened = std::function<void(const Result<Answer>&)>;

  explicit Sessions(Asks& asks) : asks_(asks) {}

  /// Opens a session; if whoever asked is gone by then (`life`), it is closed again. `opened` calls `listen`.
  void open(Caller caller, bool follow_all, std::weak_ptr<void> life, Opened opened);
  /// Also gives what came for the session before its answer did.
  void listen(SessionKey session, Listener& listener);
  /// Ends it here and in the engine.
  void close(SessionKey session);

  /// A delivery for one session.
  void deliver(const Delivery& delivery);
  void lost();

 private:
  static void hand(Listener& listener, const Delivery& delivery);

  Asks& asks_;
  std::unordered_map<SessionKey, Listener*> listeners_;
  std::unordered_map<SessionKey, std::vector<Delivery>> early_;
  std::unordered_set<SessionKey> closing_;  ///< what still comes for them is for nobody
  std::size_t opening_ = 0;
};

}  // namespace workchat::server
