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
using Clock = std::chrono::steady_clock;

constexpr milliseconds gathered(20);
constexpr milliseconds patience(1000);
constexpr int look_ms = 50;  // how often a writer that waits asks whether it is to stop

/// As much as a pipe that is writable takes without a wait; whole lines, but for one that is longer.
std::string_view first_piece(std::string_view lines) {
  const std::string_view piece = lines.substr(0, PIPE_BUF);
  const std::size_t end = piece.rfind('\n');
  return end == std::string_view::npos ? piece : piece.substr(0, end + 1);
}

}  // namespace

LineWriter::LineWriter(int descriptor, Lost lost)
    : descriptor_(descriptor), lost_(std::move(lost)), thread_([this] { run(); }) {}

LineWriter::~LineWriter() {
  {
    const std::lock_guard<std::mutex> hold(lock_);
    stopping_ = true;
    stop_by_ = Clock::now() + patience;
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
    const std::size_t unwritten = write(lines);
    hold.lock();
    left_out_ += unwritten;
    changed_.wait_for(hold, gathered, [this] { return stopping_; });
  }
}

std::size_t LineWriter::write(std::string_view lines) {
  while (!lines.empty() && wait_until_writable()) {
    const std::string_view piece = first_piece(lines);
    const ssize_t written = ::write(descriptor_, piece.data(), piece.size());
    if (written < 0 && errno != EINTR && errno != EAGAIN) break;
    if (written > 0) lines.remove_prefix(static_cast<std::size_t>(written));
  }
  return static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n'));
}

/// False: told to stop, and waited long enough.
bool LineWriter::wait_until_writable() {
  for (;;) {
    pollfd watched{descriptor_, POLLOUT, 0};
    if (::poll(&watched, 1, look_ms) > 0) return true;
    const std::lock_guard<std::mutex> hold(lock_);
    if (stopping_ && Clock::now() >= stop_by_) return false;
  }
}

}  // namespace server
