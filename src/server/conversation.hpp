#pragma once

#include <cstddef>

#include <workchat/clock.hpp>

namespace workchat::server {

/// What is spoken on a connection: HTTP, and after it WebSocket or an event stream. All calls come from the
/// connection's thread. A conversation that is over, or that handed the connection on, lives until the end of
/// the thread's round.
class Conversation {
 public:
  virtual ~Conversation() = default;
  /// It has the connection from now on.
  virtual void on_begin() {}
  /// All of the bytes are taken; they may be changed in place.
  virtual void on_bytes(char* bytes, std::size_t size) = 0;
  /// The peer sends no more.
  virtual void on_end() = 0;
  /// What waits to be written has become little.
  virtual void on_drained() {}
  /// The deadline that was set has come.
  virtual void on_due(TimeMs now) = 0;
  /// More than limits.backlog waits for the peer.
  virtual void on_slow() {}
  /// The server stops.
  virtual void on_stop() = 0;
  /// The connection is gone, or somebody else's. The last call.
  virtual void on_gone() {}
};

}  // namespace workchat::server
