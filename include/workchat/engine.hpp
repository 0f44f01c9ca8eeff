#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <workchat/authenticator.hpp>
#include <workchat/clock.hpp>
#include <workchat/executor.hpp>
#include <workchat/limits.hpp>
#include <workchat/message_store.hpp>
#include <workchat/outbox.hpp>
#include <workchat/policy.hpp>
#include <workchat/request.hpp>
#include <workchat/result.hpp>
#include <workchat/session.hpp>

namespace workchat {

enum class LogLevel { debug, info, warning, error };
/// Takes what happens, for a log. `event` is a fixed word, `text` has no line break and no secret.
/// Threads: any, also one that calls the library; must not block.
using LogSink = std::function<void(LogLevel level, std::string_view event, std::string_view text)>;

/// What an engine is made of. Everything but the store has a default.
struct Options {
  std::unique_ptr<MessageStore> store;  ///< default: memory
  std::optional<Authentication> authentication;  ///< default: standard_authentication(store->folder())
  std::vector<std::shared_ptr<Policy>> policies;
  std::shared_ptr<Executor> executor;  ///< default: threads; inline where the host drives
  std::shared_ptr<Clock> clock;
  std::shared_ptr<Random> random;
  Limits limits;
  std::string motd;
  LogSink log;
  /// The host calls `turn` from its own loop, on one thread, and `wake` (any thread) tells it when to. No handle of the
  /// engine may go in it.
  bool host_driven = false;
  std::function<void()> wake;
};

class EngineState;

/// A chat: rooms, accounts, logs and who listens. A handle: copies are the same engine, sessions and servers
/// hold it too, and the last one gone closes it; in a wake it may go too, and the engine closes after the turn.
/// Threads: any, unless the host drives it. The last one does not go in a job of the executor: closing waits for it.
class WORKCHAT_API Engine {
 public:
  /// Loads the store, makes the room "general" where it is missing, and starts the loop.
  /// Errors: those of the store and of standard_authentication.
  static Result<Engine> open(Options options);

  explicit Engine(std::shared_ptr<EngineState> state);

  /// A session of somebody the host vouches for; the user is made when new, with role `user`. Of the identity the
  /// name and the display name are taken; subject and role say something to an Authenticator only.
  /// Errors: invalid (the name).
  Result<Session> connect(Identity identity);

  /// Hands a request to the loop; its answer goes to its ticket. False: the inbox is full, or the engine is
  /// closed, and no answer will come.
  [[nodiscard]] bool submit(Request request);
  /// The same, and waits for the answer. `request.ticket` is left to the engine.
  Result<Answer> call(Request request);
  /// Many, in their order, from a thread that serves many through `reader`, which is settled with them. What was not
  /// taken stays in `requests`.
  /// They are decided before this returns, on the calling thread, where none of them can store anything (or it is
  /// one message, and the store's commit waits for nothing), nothing waits for the loop, `reader` is the last to
  /// settle, no wake asks for the engine's thread, they are few, and loop and executor are the engine's own. What the
  /// store is read for is answered later all the same.
  void submit(std::vector<Request>& requests, Outbox& reader);

  /// Where a wake may be called.
  enum class WakeOn : std::uint8_t {
    /// On the engine's own thread. A call that another thread was in when the outbox was opened may still end with it,
    /// on that thread; so may `close`.
    loop,
    any_thread  ///< also inside a call on the engine: the wake takes no lock that a caller may hold
  };
  /// Where a thread that serves many sessions hears of them all.
  std::shared_ptr<Outbox> open_outbox(Outbox::Wake wake, WakeOn on = WakeOn::loop);

  /// One turn: takes what waits, decides, commits (blocking), tells. Returns how long, in ms, until the next
  /// is due without a wake. Only where the host drives.
  TimeMs turn();

  /// False while the store takes no writes: a full disk, an I/O error. What is asked to write is answered
  /// `unavailable` then; the engine goes on trying.
  bool writable() const;

  const Limits& limits() const;
  const Authentication& authentication() const;
  const Clock& clock() const;
  void log(LogLevel level, std::string_view event, std::string_view text) const;

  /// Every session ends with `restart`, what was acknowledged is stored, and the loop stops. Nothing of the
  /// engine runs after it returns. Idempotent. Wakes are called in it, on the calling thread: hold no lock that one
  /// of them takes. Not to be called in a wake, a log sink, a policy, an authenticator or a store: it waits for them.
  void close();

 private:
  std::shared_ptr<EngineState> state_;
};

}  // namespace workchat
