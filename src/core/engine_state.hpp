#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <workchat/engine.hpp>

#include "base/mailbox.hpp"
#include "base/pace.hpp"
#include "core/loop.hpp"

namespace workchat {

/// What every handle of an engine holds: its parts, its inbox and, unless the host drives, the loop's thread.
class EngineState {
 public:
  /// The last handle gone closes it, wherever that is; in a turn of the loop's own thread after that turn.
  static std::shared_ptr<EngineState> make(Options options);
  ~EngineState() { close(); }
  EngineState(const EngineState&) = delete;
  EngineState& operator=(const EngineState&) = delete;

  Status start();
  bool submit(Request request);
  /// The same, for who waits for the answer: where the loop is idle and no hook could find itself on a stranger's thread,
  /// the caller takes the turn itself, which spares both the wait for another thread.
  bool submit_and_turn(Request request);
  /// Many, of a thread that serves many: a turn of its own where that waits for no disk. What is not taken stays.
  void submit_all(std::vector<Request>& requests, Outbox& reader);
  /// Why `submit` said no.
  Error refusal() const;
  /// For who waits for an answer: drives the loop where the host does, else returns at once.
  /// False: the caller's own wait is what is left to do.
  bool drive();
  TimeMs turn();
  std::shared_ptr<Outbox> open_outbox(Outbox::Wake wake, Engine::WakeOn on = Engine::WakeOn::loop);
  /// To be kept as long as a host's hook may be called in a turn, which then stays on the loop's own thread.
  std::shared_ptr<const void> hook() const { return hooks_; }
  void close();

  const Options& options() const { return options_; }
  bool writable() const { return loop_.writable(); }
  const Authentication& authentication() const { return *options_.authentication; }

 private:
  explicit EngineState(Options options);

  /// Counts the jobs that are out, so that `close` can wait for them whoever's executor it is.
  class Errands : public Executor {
   public:
    explicit Errands(std::shared_ptr<Executor> executor) : executor_(std::move(executor)) {}
    /// The same count over another executor.
    Errands(std::shared_ptr<Executor> executor, const Errands& other)
        : executor_(std::move(executor)), shared_(other.shared_) {}
    bool run(Job job) override;
    void stop() override {}

    struct Count {
      std::int64_t begun = 0;
      std::int64_t ended = 0;
      bool none() const { return begun == ended; }
    };
    Count count() const;
    /// Returns when another job has ended than those of `seen`.
    void wait_past(const Count& seen) const;

   private:
    /// Shared with the jobs: the last of them may leave here when the engine is gone.
    struct Shared {
      std::mutex lock;
      std::condition_variable changed;
      Count count;
      void end_one();
    };

    const std::shared_ptr<Executor> executor_;
    const std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
  };

  core::Parts parts();
  enum class Wake : std::uint8_t { loop, nobody };
  bool takes(const Request& request);
  /// `nobody`: for who takes the turn next.
  bool put(Request request, Wake wake);
  void put_all(std::vector<Request>& requests);
  void run();
  void wait_for_writers();
  /// The turn, once what the last one told is passed on, whoever took it; whatever of it is not after limits.pace_ms,
  /// or twice that where another thread had a turn meanwhile, or one given up settled.
  std::unique_lock<std::mutex> turn_after_writers();
  /// What a host's store, policy or clock throws in a turn ends the process, on whichever thread that is; beside it, in
  /// `turn` and `decided_here`, what clock and store throw comes to who called. `due`: when the next turn is, on the
  /// monotonic clock; 0: at once.
  bool take_and_turn(TimeMs& due) noexcept;
  void turn_with(std::vector<core::Work> works, TimeMs& due) noexcept;
  bool may_turn_here() const;
  bool decided_here(std::vector<Request>& requests, Outbox& reader);
  /// After a turn on another thread than the loop's own, which sleeps until what was due before; not at all, where that
  /// is 0.
  void wake_if_due(TimeMs due);
  bool turn_or_wait();
  void let_go();
  void finish_all();
  void refuse_the_rest();

  const bool own_executor_;
  Options options_;
  base::Mailbox<core::Work> inbox_;
  std::atomic<std::int64_t> requests_{0};  ///< in the inbox, without what comes back from the executor
  const std::shared_ptr<Pace> pace_ = std::make_shared<Pace>();
  Errands errands_;
  const std::shared_ptr<Executor> hasher_;  ///< a thread of its own, or the host's executor
  Errands hashes_;
  const std::shared_ptr<const void> hooks_ = std::make_shared<char>();
  std::mutex turning_;  ///< whose turn it is, where the host does not drive
  std::atomic<std::thread::id> turner_{};
  std::atomic<std::thread::id> looper_{};  ///< the loop's own
  TimeMs sleeps_until_ = 0;     ///< monotonic, the loop's thread; under `turning_`
  std::size_t last_taken_ = 0;  ///< requests of the last turn that took any from the inbox; the same
  core::Loop loop_;
  std::atomic<bool> closing_{false};
  std::mutex closing_lock_;
  bool closed_ = false;
  bool started_ = false;
  bool let_go_ = false;  ///< in a turn of the loop's own thread, which then ends it; that thread's
  std::thread thread_;
};

}  // namespace workchat
