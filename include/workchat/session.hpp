#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <workchat/event.hpp>
#include <workchat/limits.hpp>
#include <workchat/request.hpp>
#include <workchat/result.hpp>
#include <workchat/room.hpp>

namespace workchat {

struct JoinOptions {
  std::string password = {};
  /// Resume: what the listener has already. Without an epoch it hears what is new from now on.
  std::string epoch = {};
  Seq after = 0;
};

/// A live listener in this process: joins rooms, posts, and hears what happens there. A handle: copies are
/// the same session; the last one gone closes it.
/// A listener that does not read needs no memory beyond limits.outbox events: it is then given, from the
/// store, every entry it has not seen, in order; only ephemera are lost.
/// Threads: calls from any; `next` from one at a time. Where the host drives the engine, its thread only.
class WORKCHAT_API Session {
 public:
  explicit Session(std::shared_ptr<SessionState> state);

  /// As it was when the session began.
  User user() const;
  SessionKey key() const;
  /// Its engine's.
  const Limits& limits() const;

  /// Becomes a member of the room where it is not one yet, and listens.
  Result<Room> join(std::string_view room, JoinOptions options = {});
  /// The next event, waiting at most so long. Null: none came, or the session is over (`closed`); an event of
  /// type `closed` is the last one.
  EventPtr next(std::chrono::milliseconds timeout);
  bool closed() const;
  /// Any verb, as this user. Waits for the answer.
  Result<Answer> call(Verb verb);
  /// `wake` is called, on an engine's thread and holding no lock, when `next` may have something new. It must not
  /// wait, so it does not call the session; it may drop the last handle. A call that another thread was in when
  /// the hook was set may still end with it, on that thread; so may Engine::close.
  void on_wake(std::function<void()> wake);
  void close();

 private:
  std::shared_ptr<SessionState> state_;
};

}  // namespace workchat
