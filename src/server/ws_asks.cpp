#include "protocol/write.hpp"
#include "server/io_thread.hpp"
#include "server/refusal.hpp"
#include "server/shared.hpp"
#include "server/ws_conversation.hpp"

namespace workchat::server {

namespace {

constexpr std::size_t light = 1;
constexpr std::size_t heavy = 64;  // its answer may be a page; two of them fill the socket's measure

std::size_t weight_of(const Verb& verb) {
  const bool pages =
      std::holds_alternative<verb::History>(verb) || std::holds_alternative<verb::ReadEntries>(verb) ||
      std::holds_alternative<verb::ListRooms>(verb) || std::holds_alternative<verb::ListUsers>(verb) ||
      std::holds_alternative<verb::ListRoomUsers>(verb);
  return pages ? heavy : light;
}

}  // namespace

WsSession::Done WsConversation::begin_work(std::size_t weight) {
  in_work_ += weight;
  return [this, weight] {
    in_work_ -= weight;
    go_on();
  };
}

// In the order the frames came: the engine keeps the order of what one session asks.
void WsConversation::obey(protocol::Frame frame) {
  const std::string& id = frame.id;
  if (!frame.ask) return say(protocol::write_error(id, frame.ask.error()), Urgency::answer);
  protocol::Ask& ask = *frame.ask;
  if (auto* verb = std::get_if<Verb>(&ask.what)) return run(id, std::move(*verb), ask.command);
  if (auto* join = std::get_if<protocol::JoinAsk>(&ask.what)) {
    return session_.join(id, std::move(*join), begin_work(heavy));
  }
  if (const auto* resume = std::get_if<protocol::Resume>(&ask.what)) {
    return session_.resume(id, *resume, begin_work(heavy));
  }
  if (const auto* auth = std::get_if<protocol::Auth>(&ask.what)) return renew(id, *auth);
  if (auto* slash = std::get_if<protocol::SlashAsk>(&ask.what)) {
    return run_slash(id, std::move(*slash), ask.command);
  }
  say(protocol::write_pong(id), Urgency::answer);
}

void WsConversation::run(const std::string& id, Verb verb, const commands::Command* command) {
  const WsSession::Done done = begin_work(weight_of(verb));
  session_.asker().ask(session_.caller(), std::move(verb),
                       [this, id, command, done](const Result<Answer>& answer) {
                         if (!answer) {
                           say(protocol::write_error(id, answer.error()), Urgency::answer);
                         } else if (!id.empty()) {
                           say(protocol::write_ok(id, *answer, command), Urgency::answer);
                         }
                         done();
                       });
}

void WsConversation::run_slash(const std::string& id, protocol::SlashAsk ask,
                               const commands::Command* command) {
  if (const auto* text = std::get_if<std::string>(&ask.slash.ask)) {
    return tell(id, *text, ask.room, Answer{workchat::Done{}}, command);
  }
  const Verb& verb = std::get<Verb>(ask.slash.ask);
  if (const auto* join = std::get_if<verb::Join>(&verb)) {
    protocol::JoinAsk joining;
    joining.join = *join;
    return session_.join(id, std::move(joining), begin_work(heavy));
  }
  session_.asker().ask(session_.caller(), verb,
                       [this, id, ask, command, done = begin_work(light)](const Result<Answer>& answer) {
                         if (answer) {
                           tell(id, commands::say(ask.slash, *answer, language_), ask.room, *answer, command);
                         } else {
                           say(protocol::write_error(id, answer.error()), Urgency::answer);
                         }
                         done();
                       });
}

void WsConversation::tell(const std::string& id, const std::string& text, const std::string& room,
                          const Answer& answer, const commands::Command* command) {
  if (!text.empty()) say(protocol::write_notice(text, room), Urgency::answer);
  if (!id.empty()) say(protocol::write_ok_slash(id, text, answer, command), Urgency::answer);
}

// A fresh token keeps the socket open, and with its login the socket then ends; one of somebody else, or one
// that does not hold, ends it now.
void WsConversation::renew(const std::string& id, const protocol::Auth& auth) {
  if (auth.token.empty()) {
    return say(protocol::write_error(id, refusal(Errc::bad_request, "this door takes a token")),
               Urgency::answer);
  }
  const Engine& engine = thread_.shared().engine;
  const Result<TokenClaims> claims =
      engine.authentication().tokens->verify(auth.token, engine.clock().now_ms());
  if (!claims || claims->user != session_.user()) return session_over(CloseReason::token);
  session_.asker().ask(
      session_.caller(), verb::RenewSession{claims->login},
      [this, id, until = claims->expires_at, done = begin_work(light)](const Result<Answer>& answer) {
        if (!answer && answer.error().code == Errc::unauthenticated) return session_over(CloseReason::token);
        if (answer) {
          expires_at_ = until;
          told_expiring_ = false;
          arm();
          if (!id.empty()) say(protocol::write_ok(id, Answer{workchat::Done{}}), Urgency::answer);
        } else {
          say(protocol::write_error(id, answer.error()), Urgency::answer);
        }
        done();
      });
}

}  // namespace workchat::server
