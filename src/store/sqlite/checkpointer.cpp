#include "store/sqlite/checkpointer.hpp"

#include <utility>

#include "store/sqlite/connection.hpp"

namespace workchat::store {
namespace {

constexpr int passes_most = 3;

}  // namespace

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
  // The log begins anew where all of it is copied at a commit, and there may have been some meanwhile: those
  // few are copied in the time between two more. What fails (a full disk) is tried again when the log has
  // grown; the commits notice for themselves.
  for (int pass = 0; pass < passes_most; ++pass) {
    int pages = 0, copied = 0;
    const int code =
        sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &pages, &copied);
    if (code != SQLITE_OK || copied == pages) return;
  }
}

}  // namespace workchat::store
