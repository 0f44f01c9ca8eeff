#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include <workchat/api.hpp>

namespace workchat {

/// Where slow things run (store reads, password hashes, third-party authenticators and policies), so that
/// they never stand in the engine's loop.
class WORKCHAT_API Executor {
 public:
  using Job = std::function<void()>;

  virtual ~Executor() = default;
  /// Takes a job, to be run once, soon, on any thread. False: full, and the job will not run.
  /// Threads: any.
  [[nodiscard]] virtual bool run(Job job) = 0;
  /// Returns when every job taken has ended; none is taken any more.
  virtual void stop() = 0;
};

/// `threads` threads behind one queue of at most `queue` jobs.
WORKCHAT_API std::shared_ptr<Executor> thread_executor(std::size_t threads, std::size_t queue);
/// Runs each job before `run` returns: for a host that drives the engine itself, and for simulation.
WORKCHAT_API std::shared_ptr<Executor> inline_executor();

}  // namespace workchat
