#include "server/ws_conversation.hpp"

#include "protocol/write.hpp"
#include "server/io_thread.hpp"

namespace workchat::server {
namespace {

// Requests of one socket that wait for the engine; beyond them its bytes wait with the peer.
constexpr std::size_t most_in_work = 128;

std::string_view words_of(CloseReason reason) {
  switch (reason) {
    case CloseReason::none: return "";
    case CloseReason::restart: return "the server restarts";
    case CloseReason::slow_reader: return "too slow; resume";
    case CloseReason::heartbeat: return "no sign of life";
    case CloseReason::token: return "the token no longer holds";
    case CloseReason::banned: return "banned";
    case CloseReason::replaced: return "replaced";
    case CloseReason::protocol: return "protocol";
  }
  return "";
}

}  // namespace

WsConversation::WsConversation(Connection& connection, WsGuest guest, SessionOpened opened)
    : connection_(connection),
      thread_(connection.thread()),
      guest_(std::move(guest)),
      reader_(static_cast<std::size_t>(thread_.limits().frame), guest_.deflate),
      asker_(thread_.asks()),
      session_(connection, *this, std::move(opened), guest_.origin.address,
               guest_.deflate ? Form::deflated : Form::frame) {}

WsConversation::~WsConversation() = default;

void WsConversation::on_begin() {
  begun_ = true;
  say(protocol::write_welcome(session_.opened(), thread_.limits()), Urgency::answer);
  connection_.send(std::exchange(early_, {}), Urgency::answer);
  heard_at_ = thread_.now();
  beat_at_ = heard_at_ + thread_.limits().heartbeat_ms;
  arm();
}

void WsConversation::say(std::string json, Urgency urgency) {
  if (over_) return;
  std::string frame;
  if (guest_.deflate) {
    append_deflated(frame, json);
  } else {
    append_frame(frame, Opcode::text, json);
  }
  if (begun_) {
    connection_.send(std::move(frame), urgency);
  } else {
    early_ += frame;
  }
}

void WsConversation::on_bytes(char* bytes, std::size_t size) {
  heard_at_ = thread_.now();
  read(bytes, size);
}

void WsConversation::read(char* bytes, std::size_t size) {
  while (size > 0 && !over_) {
    if (too_much_waits()) {
      unread_.append(bytes, size);
      paused_ = true;
      return connection_.pause_reading();
    }
    std::size_t used = 0;
    FrameEvent event = reader_.read(bytes, size, used);
    bytes += used;
    size -= used;
    take(std::move(event));
  }
}

bool WsConversation::too_much_waits() const {
  return in_work_ >= most_in_work || connection_.waiting() > thread_.low_water() * 4;
}

void WsConversation::go_on() {
  if (!paused_ || over_ || too_much_waits()) return;
  paused_ = false;
  std::string unread = std::exchange(unread_, {});
  read(unread.data(), unread.size());
  if (!paused_ && !over_) connection_.resume_reading();
}

void WsConversation::take(FrameEvent event) {
  if (event.what == FrameEvent::What::nothing) return;
  if (event.what == FrameEvent::What::failure) return close(event.close_code, "");
  switch (event.opcode) {
    case Opcode::text: return obey(protocol::read_frame(event.payload, thread_.limits(), guest_.language));
    case Opcode::binary: return close(1003, "text only");
    case Opcode::close: return close(event.close_code, "");
    case Opcode::ping: {
      std::string frame;
      append_frame(frame, Opcode::pong, event.payload);
      return connection_.send(std::move(frame), Urgency::answer);
    }
    case Opcode::pong: return;
  }
}

void WsConversation::close(std::uint16_t code, std::string_view reason) {
  if (over_) return;
  connection_.send(close_frame(code, reason), Urgency::answer);
  connection_.finish(thread_.limits().heartbeat_grace_ms);
}

void WsConversation::on_end() {
  connection_.cut();
}

void WsConversation::on_drained() {
  session_.read_on();
  go_on();
}

void WsConversation::on_slow() {
  constexpr CloseReason reason = CloseReason::slow_reader;
  connection_.finish_with(close_frame(static_cast<std::uint16_t>(reason), words_of(reason)),
                          thread_.limits().heartbeat_grace_ms);
}

void WsConversation::on_stop() {
  session_over(CloseReason::restart);
}

void WsConversation::session_over(CloseReason reason) {
  if (!begun_) return connection_.cut();
  // The session was ended by its own request: nobody is to be told why.
  if (reason == CloseReason::none) return close(1000, "");
  close(static_cast<std::uint16_t>(reason), words_of(reason));
}

void WsConversation::on_gone() {
  over_ = true;
  asker_.stop();
  session_.leave();
}

}  // namespace workchat::server
