#include "protocol/read.hpp"
#include "server/io_thread.hpp"
#include "server/refusal.hpp"
#include "server/routes.hpp"
#include "server/ws_conversation.hpp"
#include "server/ws_handshake.hpp"

namespace workchat::server {
namespace {

/// A socket on its way: token, session, room, and only then the upgrade.
struct WsOpening {
  std::shared_ptr<Exchange> exchange;
  WsTerms terms;
  WsGuest guest;
  std::string room;
  std::shared_ptr<Connection> connection;  // the conversation speaks of it to its end
  std::unique_ptr<WsConversation> conversation = nullptr;
};

void upgrade(WsOpening& opening) {
  const std::string head = write_upgrade(opening.terms, opening.exchange->thread().date());
  opening.exchange->hand_over(head, std::move(opening.conversation));
}

void join(const std::shared_ptr<WsOpening>& opening) {
  verb::Join verb;
  verb.room = opening->room;
  verb.password = protocol::query_value(opening->exchange->request().query, "password");
  opening->exchange->ask(opening->conversation->session().caller(), std::move(verb),
                         [opening](const Result<Answer>& answer) {
                           if (!answer) {
                             opening->conversation.reset();
                             return opening->exchange->refuse(answer.error());
                           }
                           WsSession& session = opening->conversation->session();
                           upgrade(*opening);
                           session.joined(std::get<Joined>(answer->value), protocol::JoinAsk{}.history);
                         });
}

void open(const std::shared_ptr<WsOpening>& opening, const Result<Answer>& answer) {
  if (!answer) return opening->exchange->refuse(answer.error());
  opening->conversation = std::make_unique<WsConversation>(opening->exchange->connection(), opening->guest,
                                                           std::get<SessionOpened>(answer->value));
  if (opening->room.empty()) return upgrade(*opening);
  join(opening);
}

// A browser cannot set Accept-Language on a WebSocket.
commands::Language language_of(const Exchange& exchange) {
  const std::string asked = protocol::query_value(exchange.request().query, "lang");
  const bool known = asked == "en" || asked == "es" || asked == "pt";
  return known ? commands::language_of(asked) : exchange.language();
}

}  // namespace

void serve_websocket(const std::shared_ptr<Exchange>& exchange, std::string room) {
  const HttpRequest& request = exchange->request();
  WsTerms terms;
  HttpResponse refused;
  if (!check_handshake(request, terms, refused)) return exchange->answer(std::move(refused));
  Result<Who> who = authenticate(request, exchange->origin(), exchange->engine(), true);
  if (!who) return exchange->refuse(who.error());
  if (who->by_cookie && from_foreign_site(request, exchange->origin())) {
    return exchange->refuse(refusal(Errc::forbidden, "another site may not ask this", "same_origin"));
  }
  WsGuest guest{exchange->origin().client.address_key, language_of(*exchange), who->expires_at,
                terms.window_bits};
  const auto opening =
      std::make_shared<WsOpening>(WsOpening{exchange, std::move(terms), std::move(guest), std::move(room),
                                            exchange->connection().shared_from_this()});
  exchange->thread().sessions().open(std::move(who->caller), false, exchange->life(),
                                     [opening](const Result<Answer>& answer) { open(opening, answer); });
}

}  // namespace workchat::server
