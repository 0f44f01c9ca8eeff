#include <workchat/executor.hpp>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace workchat {
namespace {

/// Jobs that wait for a thread. The threads share it, so that one may outlive the executor by its last job.
class JobQueue {
 public:
  explicit JobQueue(std::size_t bound) : bound_(bound) {}

  bool add(Executor::Job job) {
    {
      const std::lock_guard<std::mutex> hold(lock_);
      if (closed_ || jobs_.size() >= bound_) return false;
      jobs_.push_back(std::move(job));
    }
    changed_.notify_one();
    return true;
  }

  void close() {
    {
      const std::lock_guard<std::mutex> hold(lock_);
      closed_ = true;
    }
    changed_.notify_all();
  }

  /// Runs jobs until the queue is closed and empty.
  void serve() {
    while (Executor::Job job = wait_for_job()) job();
  }

 private:
  Executor::Job wait_for_job() {
    std::unique_lock<std::mutex> hold(lock_);
    changed_.wait(hold, [this] { return closed_ || !jobs_.empty(); });
    if (jobs_.empty()) return nullptr;
    Executor::Job job = std::move(jobs_.front());
    jobs_.pop_front();
    return job;
  }

  std::mutex lock_;
  std::condition_variable changed_;
  std::deque<Executor::Job> jobs_;
  const std::size_t bound_;
  bool closed_ = false;
};

class ThreadExecutor final : public Executor {
 public:
  ThreadExecutor(std::size_t threads, std::size_t bound) : queue_(std::make_shared<JobQueue>(bound)) {
    threads_.reserve(threads);
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([queue = queue_] { queue->serve(); });
  }
  ~ThreadExecutor() override { ThreadExecutor::stop(); }

  bool run(Job job) override { return queue_->add(std::move(job)); }

  void stop() override {
    queue_->close();
    const std::lock_guard<std::mutex> hold(stopping_);
    for (std::thread& thread : threads_) {
      // The last owner of an engine may be one of its own jobs: a thread cannot wait for itself.
      if (thread.get_id() == std::this_thread::get_id())
        thread.detach();
      else
        thread.join();
    }
    threads_.clear();
  }

 private:
  std::shared_ptr<JobQueue> queue_;
  std::mutex stopping_;
  std::vector<std::thread> threads_;
};

/// A job that runs another one runs it inside itself: only so has it ended when `run` returns.
class InlineExecutor final : public Executor {
 public:
  bool run(Job job) override {
    if (stopped_) return false;
    job();
    return true;
  }
  void stop() override { stopped_ = true; }

 private:
  std::atomic<bool> stopped_{false};
};

}  // namespace

std::shared_ptr<Executor> thread_executor(std::size_t threads, std::size_t queue) {
  return std::make_shared<ThreadExecutor>(threads, queue);
}

std::shared_ptr<Executor> inline_executor() {
  return std::make_shared<InlineExecutor>();
}

}  // namespace workchat
