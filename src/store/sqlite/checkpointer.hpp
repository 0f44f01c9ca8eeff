#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace workchat::store {

class Connection;

/// A thread that copies the write-ahead log into the file beside the commits. A commit waits for it only where it asks to
/// (`settle`).
/// Threads: any.
class Checkpointer {
 public:
  /// `synced`: what it copies is on the disk before the log may begin anew.
  /// May throw std::system_error: no thread could be made.
  Checkpointer(std::string file, bool synced);
  /// Waits for the copy in work.
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  /// There is something to copy.
  void wake();
  /// Returns when no copy is in work or was asked for.
  void settle();

 private:
  void run();
  static void copy(Connection& connection);
  bool wait();

  const std::string file_;
  const bool synced_;
  std::mutex lock_;
  std::condition_variable changed_;
  bool asked_ = false;
  bool copying_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace workchat::store
