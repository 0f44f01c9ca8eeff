#include "line_writer.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <condition_variable>
#include <mutex>
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

/// What the thread holds. It may outlast the writer: a terminal that is writable may still keep a write waiting.
class LineWriter::Work {
 public:
  Work(int descriptor, Lost lost) : descriptor_(descriptor), lost_(std::move(lost)) {}

  void add(std::string_view line);
  void run();
  /// True: all that could be written is, and `run` is over.
  bool end();

 private:
  /// Returns how many lines were not written: the disk is full, or nobody reads any more.
  std::size_t write(std::string_view lines);
  /// Returns what is left.
  std::string_view put(std::string_view text);
  bool wait_until_writable();

  const int descriptor_;
  const Lost lost_;
  bool in_a_line_ = false;  ///< of what was written last the end is missing; the thread's own
  std::mutex lock_;
  std::condition_variable changed_;
  std::string waiting_;
  std::size_t left_out_ = 0;
  bool idle_ = false;  ///< the thread waits for a line
  bool stopping_ = false;
  bool ended_ = false;
  Clock::time_point stop_by_;
};

LineWriter::LineWriter(int descriptor, Lost lost)
    : work_(std::make_shared<Work>(descriptor, std::move(lost))), thread_([work = work_] { work->run(); }) {}

LineWriter::~LineWriter() {
  if (work_->end())
    thread_.join();
  else
    thread_.detach();
}

void LineWriter::add(std::string_view line) { work_->add(line); }

void LineWriter::Work::add(std::string_view line) {
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
  if (wake) changed_.notify_all();
}

bool LineWriter::Work::end() {
  std::unique_lock<std::mutex> hold(lock_);
  stopping_ = true;
  stop_by_ = Clock::now() + patience;
  changed_.notify_all();
  return changed_.wait_until(hold, stop_by_ + milliseconds(2 * look_ms), [this] { return ended_; });
}

void LineWriter::Work::run() {
  std::string lines;
  std::unique_lock<std::mutex> hold(lock_);
  for (;;) {
    idle_ = waiting_.empty();
    changed_.wait(hold, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) break;
    lines.clear();
    lines.swap(waiting_);
    const std::size_t left_out = std::exchange(left_out_, 0);
    hold.unlock();
    if (left_out > 0) lines += lost_(left_out);
    const std::size_t unwritten = write(lines);
    hold.lock();
    // The line that told of others stands for them, not for itself.
    left_out_ += unwritten > 0 && left_out > 0 ? unwritten - 1 + left_out : unwritten;
    changed_.wait_for(hold, gathered, [this] { return stopping_; });
  }
  ended_ = true;
  changed_.notify_all();
}

std::size_t LineWriter::Work::write(std::string_view lines) {
  const std::string_view end_of_a_line = in_a_line_ ? "\n" : "";
  if (put(end_of_a_line).empty()) lines = put(lines);
  return static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n'));
}

std::string_view LineWriter::Work::put(std::string_view text) {
  while (!text.empty() && wait_until_writable()) {
    const std::string_view piece = first_piece(text);
    const ssize_t written = ::write(descriptor_, piece.data(), piece.size());
    if (written < 0 && errno != EINTR && errno != EAGAIN) break;
    if (written <= 0) continue;
    in_a_line_ = piece[static_cast<std::size_t>(written) - 1] != '\n';
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return text;
}

/// False: told to stop, and waited long enough.
bool LineWriter::Work::wait_until_writable() {
  for (;;) {
    {
      const std::lock_guard<std::mutex> hold(lock_);
      if (stopping_ && Clock::now() >= stop_by_) return false;
    }
    pollfd watched{descriptor_, POLLOUT, 0};
    if (::poll(&watched, 1, look_ms) > 0) return true;
  }
}

}  // namespace server
