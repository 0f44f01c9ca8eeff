#include "server/ws_socket.hpp"

#include <utility>

#include "server/io_thread.hpp"

namespace workchat::server {
namespace {

// Times the measure at which a socket counts as drained.
constexpr std::size_t most_waiting = 4;

}  // namespace

WsSocket::WsSocket(Connection& connection, WsForm form)
    : connection_(connection),
      thread_(connection.thread()),
      form_(form),
      reader_(form.most, form.window_bits != 0),
      heard_at_(thread_.now()) {}

void WsSocket::take_for_alive() {
  heard_at_ = thread_.now();
}

void WsSocket::on_bytes(char* bytes, std::size_t size) {
  take_for_alive();
  const std::size_t used = read(bytes, size);
  if (over_ || used == size) return;
  unread_ = std::make_unique<Unread>(Unread{std::string(bytes + used, size - used), 0});
  connection_.pause_reading();
}

void WsSocket::go_on() {
  if (!unread_ || reading_ || over_ || too_much_waits()) return;
  unread_->at += read(unread_->bytes.data() + unread_->at, unread_->bytes.size() - unread_->at);
  if (over_ || unread_->at < unread_->bytes.size()) return;
  unread_.reset();
  connection_.resume_reading();
}

std::size_t WsSocket::read(char* bytes, std::size_t size) {
  std::size_t at = 0;
  reading_ = true;
  while (at < size && !over_ && !too_much_waits()) {
    std::size_t used = 0;
    FrameEvent event = reader_.read(bytes + at, size - at, used);
    at += used;
    take(std::move(event));
  }
  reading_ = false;
  flush_answers();
  return at;
}

void WsSocket::take(FrameEvent event) {
  if (event.what == FrameEvent::What::nothing) return;
  if (event.what == FrameEvent::What::failure) return close(event.close_code, "");
  switch (event.opcode) {
    case Opcode::close: return close(event.close_code, "");
    case Opcode::ping: return send(Opcode::pong, event.payload, Urgency::answer);
    case Opcode::pong: return;
    default: return on_message(event.opcode, std::move(event.payload));
  }
}

bool WsSocket::too_much_waits() const {
  return !takes_more() || connection_.waiting() + answers_.size() > thread_.low_water() * most_waiting;
}

void WsSocket::encode(std::string& out, Opcode opcode, std::string_view payload) const {
  const bool message = opcode < Opcode::close;
  if (message && form_.deflate == WsForm::Deflate::always) {
    append_compressed(out, opcode, payload, form_.window_bits);
  } else if (message && form_.deflate == WsForm::Deflate::where_worth) {
    append_deflated(out, payload, opcode, form_.window_bits);
  } else {
    append_frame(out, opcode, payload);
  }
}

// A flood of small frames is answered in few pieces, each of which costs more than a frame.
void WsSocket::send(Opcode opcode, std::string_view payload, Urgency urgency) {
  if (over_) return;
  if (reading_ && urgency == Urgency::answer) {
    encode(answers_, opcode, payload);
    if (answers_.size() > thread_.low_water()) flush_answers();
    return;
  }
  std::string frame;
  encode(frame, opcode, payload);
  connection_.send(std::move(frame), urgency);
}

void WsSocket::flush_answers() {
  if (!answers_.empty()) connection_.send(std::exchange(answers_, {}), Urgency::answer);
}

void WsSocket::close(std::uint16_t code, std::string_view reason) {
  if (over_) return;
  flush_answers();
  connection_.send(close_frame(code, reason), Urgency::answer);
  connection_.finish(thread_.limits().heartbeat_grace_ms);
}

void WsSocket::close_now(std::uint16_t code, std::string_view reason) {
  connection_.finish_with(close_frame(code, reason), thread_.limits().heartbeat_grace_ms);
}

// What it was still owed may reach it: it may have closed one way only.
void WsSocket::on_end() {
  connection_.finish(thread_.limits().heartbeat_grace_ms);
}

void WsSocket::on_drained() {
  go_on();
}

void WsSocket::on_gone() {
  over_ = true;
}

}  // namespace workchat::server
