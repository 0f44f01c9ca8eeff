#include "line_writer.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <utility>

namespace server {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds gathered(20);
constexpr milliseconds patience(1000);
constexpr milliseconds look(50);  // how often a writer that waits asks whether it is to stop

}  // namespace

LineWriter::LineWriter(int descriptor, Lost lost)
    : descriptor_(descriptor), lost_(std::move(lost)), thread_([this] { run(); }) {}

LineWriter::~LineWriter() {
  {
    const std::lock_guard<std::mutex> hold(lock_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void LineWriter::add(std::string_view line) {
  bool wake = false;
  {
    const std::lock_guard<std::mutex> hold(lock_);
    if (waiting_.size() + line.size() > most_waiting) {
      ++left_out_;
      return;
    }
    waiting_ += line;
    wake = std::exchange(idle_, false);
  }
  if (wake) changed_.notify_one();
}

void LineWriter::run() {
  std::string lines;
  std::unique_lock<std::mutex> hold(lock_);
  for (;;) {
    idle_ = waiting_.empty();
    changed_.wait(hold, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    lines.clear();
    lines.swap(waiting_);
    const std::size_t left_out = std::exchange(left_out_, 0);
    hold.unlock();
    if (left_out > 0) lines += lost_(left_out);
    write(lines);
    hold.lock();
    changed_.wait_for(hold, gathered, [this] { return stopping_; });
  }
}

void LineWriter::write(std::string_view lines) {
  while (!lines.empty()) {
    if (!wait_until_writable()) return;
    // As much as a pipe that is writable takes without a wait.
    const ssize_t written = ::write(descriptor_, lines.data(), std::min<std::size_t>(lines.size(), PIPE_BUF));
    if (written < 0 && errno != EINTR && errno != EAGAIN) return;  // nobody reads any more
    if (written > 0) lines.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// False: told to stop, and waited long enough.
bool LineWriter::wait_until_writable() {
  auto left = patience;
  while (left.count() > 0) {
    pollfd watched{descriptor_, POLLOUT, 0};
    if (::poll(&watched, 1, static_cast<int>(look.count())) > 0) return true;
    const std::lock_guard<std::mutex> hold(lock_);
    if (stopping_) left -= look;
  }
  return false;
}

}  // namespace server
