#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <sqlite3.h>

namespace workchat::testing {

/// Stands between SQLite and the files while it lives: it can fail, and it knows what a power cut would
/// leave. One at a time, and no connection may outlive it. Threads: any.
class FaultyDisk {
 public:
  FaultyDisk();
  ~FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  /// After so many more blocks, of which a write may have many, each one answers `code`, until `heal`.
  void fail_writes(int after, int code);
  void fail_syncs();
  /// From now on it says that a torn write can damage what lies beside it.
  void harm_neighbours();
  void heal();
  /// Writes since the last `heal`.
  int writes();
  /// Syncs since the last `heal`.
  int syncs();
  /// Called at each write from now on, on the thread that writes, before it does; set while nobody does.
  void watch_writes(std::function<void(const std::string& path)> watch) { watch_ = std::move(watch); }
  /// What the thread that called `heal` last has done itself since.
  struct Own {
    int database_writes = 0;  ///< and not of the log
    int syncs = 0;
  };
  Own own();

  /// Writes to `folder` what the disk would hold if the power went now: all that was synced, and of what was
  /// not, what chance takes.
  void cut_power(const std::string& folder, unsigned seed);

  // What the file methods ask.
  int write(const std::string& path, const void* bytes, int size, std::int64_t offset, int& taken);
  void truncate(const std::string& path, std::int64_t size);
  int sync(const std::string& path);
  void forget(const std::string& path);
  void follow(const std::string& path);
  bool harms_neighbours() const { return harms_neighbours_; }
  sqlite3_vfs* below() { return below_; }

 private:
  struct Write {
    std::int64_t offset;
    std::string bytes;
    bool truncates;
  };
  struct File {
    std::string durable;
    std::vector<Write> pending;
  };
  static void apply(const Write& write, std::string& bytes);

  std::mutex lock_;
  std::map<std::string, File> files_;
  int writes_ = 0;
  int syncs_ = 0;
  std::function<void(const std::string&)> watch_;
  std::thread::id healer_;
  Own own_;
  int blocks_left_ = -1;  // until they fail; -1: they do not
  int write_code_ = 0;
  bool syncs_fail_ = false;
  std::atomic<bool> harms_neighbours_{false};
  sqlite3_vfs* below_;
  sqlite3_vfs vfs_;
};

}  // namespace workchat::testing
