#include "store/sqlite/checkpointer.hpp"

#include <utility>

#include "store/sqlite/connection.hpp"

namespace workchat::store {

Checkpointer::Checkpointer(std::string file, bool synced)
    : file_(std::move(file)), synced_(synced), thread_([this] { run(); }) {}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard<std::mutex> hold(lock_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Checkpointer::wake() {
  {
    const std::lock_guard<std::mutex> hold(lock_);
    asked_ = true;
  }
  changed_.notify_all();
}

void Checkpointer::settle() {
  std::unique_lock<std::mutex> hold(lock_);
  changed_.wait(hold, [this] { return !asked_ && !copying_; });
}

bool Checkpointer::wait() {
  std::unique_lock<std::mutex> hold(lock_);
  copying_ = false;
  changed_.notify_all();
  changed_.wait(hold, [this] { return asked_ || stopping_; });
  copying_ = std::exchange(asked_, false);
  return !stopping_;
}

void Checkpointer::run() {
  Connection connection(file_, Connection::Mode::read_write);
  if (!synced_) connection.run("PRAGMA synchronous=OFF");
  while (wait()) copy(connection);
}

void Checkpointer::copy(Connection& connection) {
  // SQLite copies nothing, and says so to nobody, for a connection that has not seen yet that there is a log.
  connection.run("SELECT 1 FROM sqlite_schema LIMIT 1");
  connection.forgive();
  // What is committed meanwhile, and what fails (a full disk), is copied when the log has grown; the commits
  // notice for themselves.
  sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

}  // namespace workchat::store
