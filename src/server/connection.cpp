#include "server/connection.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "server/io_thread.hpp"
#include "server/tls.hpp"

namespace workchat::server {
namespace {

// A peer that sends without end gets its turns like the others.
constexpr int reads_in_a_row = 4;

}  // namespace

Connection::Connection(IoThread& thread, int socket, Peer peer)
    : thread_(thread), socket_(socket), peer_(std::move(peer)) {}

Connection::~Connection() {
  if (phase_ != Phase::closed) ::close(socket_);
}

void Connection::start(std::unique_ptr<Conversation> conversation) {
  conversation_ = std::move(conversation);
  conversation_->on_begin();
  if (!thread_.poller().watch(socket_, *this)) cut();
}

void Connection::send(std::string bytes, Urgency urgency) {
  send(std::make_shared<const std::string>(std::move(bytes)), urgency);
}

void Connection::send(Chunk bytes, Urgency urgency) {
  if (phase_ != Phase::open || slow_) return;
  const auto most = static_cast<std::size_t>(thread_.limits().backlog);
  const bool counts = urgency != Urgency::answer;
  if (counts && queue_.backlog() + bytes->size() > most) {
    // One round may bring more than the bound to a peer that would take it all: see first.
    if (stream_ && !waits_writable_) write();
    if (queue_.backlog() + bytes->size() > most) queue_.drop_ephemera();
    if (queue_.backlog() + bytes->size() > most) {
      slow_ = urgency == Urgency::event;
      return mark();
    }
  }
  queue_.push(std::move(bytes), urgency);
  answered_ = true;
  busy_ = busy_ || queue_.waiting() > thread_.low_water();
  mark();
}

void Connection::mark() {
  if (!marked_) thread_.mark(*this);
  marked_ = true;
}

void Connection::send_ahead(SendRing& ring) {
  const bool writes = phase_ == Phase::open || phase_ == Phase::finishing;
  // Of one that was stalled `write` has to see how much it takes.
  if (writes && !slow_ && !waits_writable_ && stalled_at_ == 0 && stream_ && !stream_->secure())
    ring.add(socket_, queue_);
}

void Connection::flush() {
  marked_ = false;
  if (phase_ == Phase::closed) return;
  if (slow_ && phase_ == Phase::open) return conversation_->on_slow();
  // Who has said nothing yet is spoken to in plain.
  if (!stream_) stream_ = plain_stream(socket_);
  if (queue_.empty()) stalled_at_ = 0;  // what waited may have been dropped
  if (!queue_.empty() && !waits_writable_) {
    const Io io = write();
    if (io.state == IoState::failed || io.state == IoState::ended) return cut();
    if (io.state == IoState::wants_write) waits_writable_ = true;
    if (io.state == IoState::wants_read) readable_ = false;
  }
  if (phase_ == Phase::finishing && queue_.empty()) return linger();
  const bool busy = queue_.waiting() > thread_.low_water();
  if (std::exchange(busy_, busy) && !busy && phase_ == Phase::open) conversation_->on_drained();
}

// While the peer takes something it is not stalled, however little that is.
Io Connection::write() {
  const std::size_t before = queue_.waiting();
  const Io io = queue_.write(*stream_);
  if (queue_.empty()) {
    stalled_at_ = 0;
  } else if (stalled_at_ == 0 || queue_.waiting() < before) {
    stalled_at_ = thread_.now() + thread_.limits().write_timeout_ms;
    arm();
  }
  return io;
}

void Connection::on_ready(bool readable, bool writable, bool ended) {
  if (phase_ == Phase::closed) return;
  readable_ = readable_ || readable;
  ended_ = ended_ || ended;
  if (writable && std::exchange(waits_writable_, false)) mark();
  if (!readable_ || in_line_) return;
  if (!newcomer_ || phase_ != Phase::open) return read_on();
  in_line_ = true;
  newcomer_ = !answered_;
  thread_.read_in_turn(shared_from_this(), answered_);
}

void Connection::read_first() {
  in_line_ = false;
  read_on();
}

void Connection::resume_reading() {
  if (phase_ != Phase::open || std::exchange(reading_, true)) return;
  if (readable_ || (stream_ && stream_->holds_bytes())) thread_.read_later(shared_from_this());
}

void Connection::read_on() {
  if (phase_ == Phase::lingering) return discard();
  if (phase_ == Phase::finishing || (phase_ == Phase::open && !queue_.empty())) mark();
  if (phase_ != Phase::open || !reading_) return;
  if (!stream_ && !choose_stream()) return;
  read();
}

// TLS and plain share the port: the first byte tells them apart.
bool Connection::choose_stream() {
  char first = 0;
  const std::shared_ptr<TlsContext> tls = thread_.tls();
  const ssize_t count = tls ? ::recv(socket_, &first, 1, MSG_PEEK) : 0;
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
    readable_ = false;
    return false;
  }
  const bool secure = count == 1 && first == tls_first_byte;
  stream_ = secure ? tls->accept(socket_) : plain_stream(socket_);
  if (!stream_) cut();
  return stream_ != nullptr;
}

void Connection::read() {
  for (int i = 0; i < reads_in_a_row; ++i) {
    const Io io = stream_->read_some(thread_.buffer(), thread_.buffer_size());
    if (io.state == IoState::wants_write) {
      waits_writable_ = true;  // and then it is read on
      return;
    }
    if (io.state == IoState::wants_read) {
      readable_ = false;
      return;
    }
    if (io.state == IoState::failed) return cut();
    if (io.state == IoState::ended) {
      reading_ = false;
      return conversation_->on_end();
    }
    // Less than there was room for: there is no more, but the end, which may have come with it. TLS gives
    // record by record.
    if (io.bytes < thread_.buffer_size() && !stream_->secure() && !ended_) readable_ = false;
    conversation_->on_bytes(thread_.buffer(), io.bytes);
    if (phase_ != Phase::open || !reading_ || !readable_) return;
  }
  thread_.read_later(shared_from_this());
}

void Connection::set_deadline(TimeMs due) {
  due_ = due;
  arm();
}

void Connection::clear_deadline() {
  due_ = 0;
  arm();
}

void Connection::arm() {
  if (due_ == 0 && stalled_at_ == 0) return thread_.wheel().cancel(*this);
  const bool stall_first = due_ == 0 || (stalled_at_ != 0 && stalled_at_ < due_);
  thread_.wheel().set(*this, stall_first ? stalled_at_ : due_);
}

void Connection::on_due(TimeMs now) {
  const bool stalled = stalled_at_ != 0 && now >= stalled_at_;
  if (stalled) stalled_at_ = 0;
  const bool due = due_ != 0 && now >= due_;
  if (due) due_ = 0;
  if ((stalled || due) && phase_ != Phase::open) return cut();
  if (stalled) {
    conversation_->on_slow();
  } else if (due) {
    conversation_->on_due(now);
  }
  if (phase_ != Phase::closed) arm();
}

void Connection::hand_over(std::unique_ptr<Conversation> next, std::string rest) {
  conversation_->on_gone();
  thread_.bury(std::exchange(conversation_, std::move(next)));
  reading_ = true;
  conversation_->on_begin();
  if (!rest.empty() && phase_ == Phase::open) conversation_->on_bytes(rest.data(), rest.size());
  if (std::exchange(reading_, false)) resume_reading();
  // The one before could not be told while its request was in work.
  if (thread_.stopping()) stop();
}

void Connection::finish() {
  if (phase_ != Phase::open) return;
  phase_ = Phase::finishing;
  clear_deadline();
  conversation_->on_gone();
  mark();
}

void Connection::finish(TimeMs patience_ms) {
  if (phase_ != Phase::open) return;
  finish();
  set_deadline(thread_.now() + patience_ms);
}

void Connection::finish_with(std::string last_words, TimeMs patience_ms) {
  if (phase_ != Phase::open) return;
  queue_.drop_unstarted();
  queue_.push(std::make_shared<const std::string>(std::move(last_words)), Urgency::answer);
  finish(patience_ms);
}

void Connection::give_up() {
  slow_ = true;
  mark();
}

void Connection::linger() {
  phase_ = Phase::lingering;
  stream_->end_writing();
  set_deadline(thread_.now() + thread_.limits().linger_ms);
  thread_.read_later(shared_from_this());
}

void Connection::discard() {
  for (int i = 0; i < reads_in_a_row; ++i) {
    // From the socket itself: a TLS peer's last words need no reading either.
    const ssize_t count = ::recv(socket_, thread_.buffer(), thread_.buffer_size(), 0);
    if (count > 0) continue;
    if (count == 0 || (errno != EAGAIN && errno != EINTR)) return cut();
    readable_ = false;
    return;
  }
  thread_.read_later(shared_from_this());
}

void Connection::cut() {
  if (phase_ == Phase::closed) return;
  if (phase_ == Phase::open && conversation_) conversation_->on_gone();
  phase_ = Phase::closed;
  thread_.wheel().cancel(*this);
  thread_.poller().forget(socket_);
  ::close(socket_);
  thread_.bury(std::move(conversation_));
  thread_.forget(shared_from_this());
}

void Connection::stop() {
  if (phase_ == Phase::open) conversation_->on_stop();
}

}  // namespace workchat::server
