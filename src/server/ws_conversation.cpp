#include "server/ws_conversation.hpp"

#include "protocol/write.hpp"
#include "server/deflate.hpp"
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

// Rooms give all their listeners one frame, compressed with the widest window.
WsForm form_of(const WsGuest& guest, const Limits& limits) {
  const auto deflate = guest.window_bits != 0 ? WsForm::Deflate::where_worth : WsForm::Deflate::never;
  return {static_cast<std::size_t>(limits.frame), deflate, guest.window_bits};
}

}  // namespace

WsConversation::WsConversation(Connection& connection, WsGuest guest, SessionOpened opened)
    : WsSocket(connection, form_of(guest, connection.thread().limits())),
      language_(guest.language),
      expires_at_(guest.expires_at),
      early_(std::make_unique<std::string>()),
      session_(connection, *this, opened.session, opened.user.id, std::move(guest.address),
               guest.window_bits == widest_window ? Form::deflated : Form::frame) {
  // The first frame, whatever the session has heard already.
  std::string welcome;
  encode(welcome, Opcode::text, protocol::write_welcome(opened, thread_.limits()));
  early_->insert(0, welcome);
}

WsConversation::~WsConversation() = default;

void WsConversation::on_begin() {
  connection_.send(std::move(*early_), Urgency::answer);
  early_ = nullptr;
  beat_at_ = thread_.now() + thread_.limits().heartbeat_ms;
  arm();
}

void WsConversation::say(std::string json, Urgency urgency) {
  if (early_) {
    encode(*early_, Opcode::text, json);
  } else {
    send(Opcode::text, json, urgency);
  }
}

void WsConversation::on_message(Opcode opcode, std::string payload) {
  if (opcode == Opcode::binary) return close(1003, "text only");
  obey(protocol::read_frame(payload, thread_.limits(), language_));
}

bool WsConversation::takes_more() const {
  return in_work_ < most_in_work;
}

void WsConversation::on_drained() {
  session_.read_on();
  WsSocket::on_drained();
}

void WsConversation::on_slow() {
  constexpr CloseReason reason = CloseReason::slow_reader;
  close_now(static_cast<std::uint16_t>(reason), words_of(reason));
}

void WsConversation::on_stop() {
  session_over(CloseReason::restart);
}

void WsConversation::session_over(CloseReason reason) {
  if (early_) return connection_.cut();
  // The session was ended by its own request: nobody is to be told why.
  if (reason == CloseReason::none) return close(1000, "");
  close(static_cast<std::uint16_t>(reason), words_of(reason));
}

void WsConversation::on_gone() {
  WsSocket::on_gone();
  session_.leave();
}

}  // namespace workchat::server
