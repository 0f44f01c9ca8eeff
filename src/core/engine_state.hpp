#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <workchat/engine.hpp>

#include "base/mailbox.hpp"
#include "core/loop.hpp"

namespace workchat {

/// What every handle of an engine holds: its parts, its inbox and, unless the host drives, the loop's thread.
class EngineState {
 public:
  explicit EngineState(Options options);
  ~EngineState() { close(); }
  EngineState(const EngineState&) = delete;
  EngineState& operator=(const EngineState&) = delete;

  Status start();
  bool submit(Request request);
  /// For who waits for an answer: drives the loop where the host does, else returns at once.
  /// False: the caller's own wait is what is left to do.
  bool drive();
  TimeMs turn();
  void close();

  const Options& options() const { return options_; }
  const Authentication& authentication() const { return *options_.authentication; }

 private:
  /// Counts the jobs that are out, so that `close` can wait for them whoever's executor it is.
  class Errands : public Executor {
   public:
    explicit Errands(EngineState& engine) : engine_(engine) {}
    bool run(Job job) override;
    void stop() override {}
    bool none() const { return out_ == 0; }

   private:
    EngineState& engine_;
    std::atomic<int> out_{0};
  };

  core::Parts parts();
  void run();
  bool take_and_turn(TimeMs& next);
  void finish_all();

  const bool own_executor_;
  Options options_;
  base::Mailbox<core::Work> inbox_;
  std::atomic<std::int64_t> requests_{0};  ///< in the inbox, without what comes back from the executor
  Errands errands_;
  core::Loop loop_;
  std::atomic<bool> closing_{false};
  std::mutex closing_lock_;
  bool closed_ = false;
  bool started_ = false;
  std::thread thread_;
};

}  // namespace workchat
