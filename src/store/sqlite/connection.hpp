#pragma once

#include <string>

#include <sqlite3.h>

#include <workchat/error.hpp>

namespace workchat::store {

/// One connection to a SQLite file. It remembers its first failure; until `forgive`, what is asked of it
/// after that does nothing, so a piece of work is looked at once, when it is done. Threads: one at a time.
class Connection {
 public:
  enum class Mode { read_only, read_write };

  /// `vfs`: the name of the file system; null: the default one.
  Connection(const std::string& file, Mode mode, const char* vfs = nullptr);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Statements without parameters and without answers.
  void run(const char* sql);

  bool ok() const { return code_ == SQLITE_OK; }
  /// SQLite's extended result code.
  int code() const { return code_; }
  /// The failure, for the store's caller.
  /// Errors: overloaded (no room on the disk), unavailable.
  Error error() const;
  void forgive();
  /// Remembers a failure; SQLITE_OK, SQLITE_ROW and SQLITE_DONE are none. Returns `ok()`.
  bool note(int code);

  sqlite3* handle() const { return handle_; }

 private:
  sqlite3* handle_ = nullptr;
  int code_ = SQLITE_OK;
  int system_error_ = 0;
  std::string message_;
};

}  // namespace workchat::store
