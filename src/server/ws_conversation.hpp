#pragma once

#include <memory>
#include <string>

#include "commands/slash.hpp"
#include "server/callers.hpp"
#include "server/ws_session.hpp"
#include "server/ws_socket.hpp"

namespace workchat::server {

/// What the opening of a socket found out about it.
struct WsGuest {
  std::string address;  ///< what rates count it by
  commands::Language language = commands::Language::en;
  TimeMs expires_at = 0;  ///< of its token; 0: does not end by itself
  int window_bits = 0;    ///< of permessage-deflate; 0: not negotiated
};

/// A WebSocket of the chat: commands in, answers and events out, and its clocks (heartbeat, expiry). It
/// exists before the upgrade, since its session does; what it has to say then waits.
class WsConversation final : public WsSocket, public Voice {
 public:
  WsConversation(Connection& connection, WsGuest guest, SessionOpened opened);
  ~WsConversation() override;

  WsSession& session() { return session_; }

  void on_begin() override;
  void on_drained() override;
  void on_due(TimeMs now) override;
  void on_slow() override;
  void on_stop() override;
  void on_gone() override;

  void say(std::string json, Urgency urgency) override;
  void session_over(CloseReason reason) override;

 private:
  void on_message(Opcode opcode, std::string payload) override;
  bool takes_more() const override;
  // Clocks (ws_clocks.cpp).
  void beat();
  void watch_expiry();
  void arm();
  // What a frame asks for (ws_asks.cpp).
  void obey(protocol::Frame frame);
  void run(const std::string& id, Verb verb, const commands::Command* command);
  void run_slash(const std::string& id, protocol::SlashAsk ask, const commands::Command* command);
  /// What a slash command that was done says: a notice, and the ok where there was an id.
  void tell(const std::string& id, const std::string& text, const std::string& room, const Answer& answer,
            const commands::Command* command);
  void renew(const std::string& id, const protocol::Auth& auth);
  /// `weight`: its part of what one socket may have in work.
  WsSession::Done begin_work(std::size_t weight);

  // Of the guest, what is asked for later.
  commands::Language language_;
  bool told_expiring_ = false;
  TimeMs expires_at_;
  std::unique_ptr<std::string> early_;  // frames from before the upgrade; null after it
  std::size_t in_work_ = 0;
  TimeMs beat_at_ = 0;
  WsSession session_;  // it may speak as soon as it is made
};

}  // namespace workchat::server
