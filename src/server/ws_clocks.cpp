#include <algorithm>

#include "protocol/write.hpp"
#include "server/io_thread.hpp"
#include "server/ws_conversation.hpp"

namespace workchat::server {
namespace {

constexpr TimeMs warn_before_expiry_ms = 60000;

}  // namespace

void WsConversation::on_due(TimeMs now) {
  const Limits& limits = thread_.limits();
  if (now >= heard_at() + limits.heartbeat_ms + limits.heartbeat_grace_ms) {
    // Our ping may stand behind what waits, or its pong be unread; how long a peer may take none of it is the
    // connection's affair.
    if (connection_.waiting() == 0) return session_over(CloseReason::heartbeat);
    take_for_alive();
  }
  if (now >= beat_at_) beat();
  watch_expiry();
  if (!over()) arm();
}

void WsConversation::beat() {
  say(protocol::write_heartbeat(session_.heads()), Urgency::ephemeral);
  send(Opcode::ping, {}, Urgency::ephemeral);
  beat_at_ = std::max(beat_at_ + thread_.limits().heartbeat_ms, thread_.now());
}

void WsConversation::watch_expiry() {
  if (expires_at_ == 0) return;
  const TimeMs left = expires_at_ - thread_.wall_now();
  if (left <= 0) return session_over(CloseReason::token);
  if (left > warn_before_expiry_ms || std::exchange(told_expiring_, true)) return;
  say(protocol::write_auth_expiring(left), Urgency::answer);
}

void WsConversation::arm() {
  const Limits& limits = thread_.limits();
  TimeMs due = std::min(beat_at_, heard_at() + limits.heartbeat_ms + limits.heartbeat_grace_ms);
  if (expires_at_ != 0) {
    const TimeMs left = expires_at_ - thread_.wall_now();
    due = std::min(due, thread_.now() + (told_expiring_ ? left : left - warn_before_expiry_ms));
  }
  connection_.set_deadline(std::max(due, thread_.now() + 1));
}

}  // namespace workchat::server
