#include "store/sqlite/checkpointer.hpp"

#include <utility>

#include "store/sqlite/connection.hpp"

namespace workchat::store {

Checkpointer::Checkpointer(std::string file) : file_(std::move(file)), thread_([this] { run(); }) {}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard<std::mutex> hold(lock_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Checkpointer::wake() {
  {
    const std::lock_guard<std::mutex> hold(lock_);
    asked_ = true;
  }
  changed_.notify_one();
}

bool Checkpointer::wait() {
  std::unique_lock<std::mutex> hold(lock_);
  changed_.wait(hold, [this] { return asked_ || stopping_; });
  asked_ = false;
  return !stopping_;
}

void Checkpointer::run() {
  Connection connection(file_, Connection::Mode::read_write);
  // A copy that fails (a full disk) is tried again when the log has grown; the commits notice for themselves.
  while (wait())
    sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

}  // namespace workchat::store
