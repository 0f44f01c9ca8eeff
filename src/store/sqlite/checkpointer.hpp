#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace workchat::store {

/// A thread that copies the write-ahead log into the file beside the commits, so that none waits for it.
/// Threads: `wake` any.
class Checkpointer {
 public:
  /// May throw std::system_error: no thread could be made.
  explicit Checkpointer(std::string file);
  /// Waits for the copy in work.
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  /// There is something to copy.
  void wake();

 private:
  void run();
  bool wait();

  const std::string file_;
  std::mutex lock_;
  std::condition_variable changed_;
  bool asked_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace workchat::store
