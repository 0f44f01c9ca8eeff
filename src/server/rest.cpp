#include <type_traits>

#include "base/text.hpp"
#include "protocol/read.hpp"
#include "protocol/write.hpp"
#include "server/io_thread.hpp"
#include "server/refusal.hpp"
#include "server/routes.hpp"

namespace workchat::server {
namespace {

template <typename T>
constexpr bool signs_in = std::is_same_v<T, verb::Register> || std::is_same_v<T, verb::SignIn> ||
                          std::is_same_v<T, verb::SignInGuest>;

bool is_write(std::string_view method) {
  return method != "GET" && method != "HEAD" && method != "OPTIONS";
}

// A way in that nobody has to be known for.
bool is_entrance(const HttpRequest& request) {
  return request.method == "POST" &&
         (request.path == "/auth/register" || request.path == "/auth/login" || request.path == "/auth/guest");
}

// What the device says of itself, where a person can read it.
void name_device(Verb& verb, const HttpRequest& request) {
  const std::string_view device = request.header("User-Agent");
  if (!base::valid_utf8(device)) return;
  std::visit(
      [device](auto& asked) {
        if constexpr (signs_in<std::decay_t<decltype(asked)>>) asked.device = std::string(device);
      },
      verb);
}

// The cookie's secret, where it is what says who asks.
std::string_view own_secret(const HttpRequest& request) {
  return request.header("Authorization").empty() ? cookie_value(request, "session_id") : std::string_view();
}

HttpResponse written(const Exchange& exchange, const protocol::Ask& ask, const Answer& answer) {
  const int status = ask.command ? protocol::status_of(*ask.command, answer) : 200;
  HttpResponse response = json_response(status, protocol::write_body(answer, ask.command));
  const bool secure = exchange.origin().secure;
  const auto* signed_in = std::get_if<SignedIn>(&answer.value);
  if (signed_in && !signed_in->secret.empty()) {
    response.headers.emplace_back("Set-Cookie",
                                  session_cookie(signed_in->secret, signed_in->secret_expires_in, secure));
  }
  const auto* verb = std::get_if<Verb>(&ask.what);
  const std::string_view secret = own_secret(exchange.request());
  if (verb && std::holds_alternative<verb::Refresh>(*verb) && !secret.empty()) {
    const std::int64_t time = exchange.engine().limits().login_ttl;  // as the login's, which this renewed
    response.headers.emplace_back("Set-Cookie", session_cookie(secret, time, secure));
  }
  if (verb && std::holds_alternative<verb::SignOut>(*verb)) {
    response.headers.emplace_back("Set-Cookie", session_cookie({}, 0, secure));
  }
  return response;
}

// A repeated client_id is answered with the message it first made.
void answer_duplicate(const std::shared_ptr<Exchange>& exchange, const Caller& caller,
                      const Receipt& receipt) {
  verb::History verb;
  verb.room = receipt.room;
  verb.around = receipt.seq;
  verb.limit = 1;
  exchange->ask(caller, std::move(verb), [exchange, receipt](const Result<Answer>& answer) {
    const Page* page = answer ? std::get_if<Page>(&answer->value) : nullptr;
    for (std::size_t i = 0; page && i < page->entries.size(); ++i) {
      // Of the same time too: the room may have ended meanwhile, and another be called so.
      if (page->entries[i].seq == receipt.seq && page->entries[i].ts == receipt.ts) {
        return exchange->answer(json_response(200, protocol::write_message(page->entries[i])));
      }
    }
    exchange->answer(json_response(200, protocol::write_body(Answer{receipt}, nullptr)));
  });
}

void answer_done(const std::shared_ptr<Exchange>& exchange, const Caller& caller, const protocol::Ask& ask,
                 const Answer& answer) {
  const auto* receipt = std::get_if<Receipt>(&answer.value);
  if (receipt && receipt->duplicate && !receipt->entry) return answer_duplicate(exchange, caller, *receipt);
  exchange->answer(written(*exchange, ask, answer));
}

void run(const std::shared_ptr<Exchange>& exchange, Caller caller, Verb verb, protocol::Ask ask) {
  name_device(verb, exchange->request());
  exchange->ask(caller, std::move(verb),
                [exchange, caller, ask = std::move(ask)](const Result<Answer>& answer) {
                  if (!answer) return exchange->refuse(answer.error());
                  answer_done(exchange, caller, ask, *answer);
                });
}

void run_slash(const std::shared_ptr<Exchange>& exchange, Caller caller, protocol::SlashAsk asked,
               protocol::Ask ask) {
  if (const auto* text = std::get_if<std::string>(&asked.slash.ask)) {
    return exchange->answer(json_response(200, protocol::write_notice(*text, asked.room)));
  }
  Verb verb = std::get<Verb>(asked.slash.ask);
  exchange->ask(caller, std::move(verb),
                [exchange, caller, asked, ask = std::move(ask)](const Result<Answer>& answer) {
                  if (!answer) return exchange->refuse(answer.error());
                  const std::string text = commands::say(asked.slash, *answer, exchange->language());
                  if (text.empty()) return answer_done(exchange, caller, ask, *answer);
                  exchange->answer(json_response(200, protocol::write_notice(text, asked.room)));
                });
}

void run_ask(const std::shared_ptr<Exchange>& exchange, Caller caller, protocol::Ask ask) {
  if (auto* verb = std::get_if<Verb>(&ask.what)) {
    Verb copy = *verb;
    return run(exchange, std::move(caller), std::move(copy), std::move(ask));
  }
  if (auto* join = std::get_if<protocol::JoinAsk>(&ask.what)) {
    Verb copy = join->join;
    return run(exchange, std::move(caller), std::move(copy), std::move(ask));
  }
  if (auto* slash = std::get_if<protocol::SlashAsk>(&ask.what)) {
    protocol::SlashAsk copy = *slash;
    return run_slash(exchange, std::move(caller), std::move(copy), std::move(ask));
  }
  exchange->refuse(refusal(Errc::bad_request, "only a socket can ask that"));
}

// Who asks, as far as the head says it, and may.
Result<Who> admit(const HttpRequest& request, const Origin& origin, const Engine& engine) {
  // Who signs in from another site's page would take its author's name for their own.
  const bool guarded = is_entrance(request) || (is_write(request.method) && !own_secret(request).empty());
  if (guarded && from_foreign_site(request, origin)) {
    return refusal(Errc::forbidden, "another site may not ask this", "same_origin");
  }
  Result<Who> who = authenticate(request, origin, engine, false);
  if (!is_entrance(request) || (who && request.path == "/auth/guest")) return who;
  Who nobody;
  nobody.caller.address = origin.client.address_key;
  return nobody;
}

bool is_unknown(const Result<protocol::Ask>& ask) {
  return !ask && (ask.error().code == Errc::not_found || ask.error().code == Errc::method_not_allowed);
}

bool has_coded_body(const HttpRequest& request) {
  const std::string coding = request.all("Content-Encoding");
  return !coding.empty() && !same_word(coding, "identity") && !request.body.empty();
}

void answer_options(const std::shared_ptr<Exchange>& exchange, const Error& error) {
  if (error.code != Errc::method_not_allowed) return exchange->refuse(error);
  exchange->answer({204, {}, {}, {{"Allow", error.message}}});
}

}  // namespace

void serve_rest(const std::shared_ptr<Exchange>& exchange) {
  const HttpRequest& request = exchange->request();
  const protocol::RestRequest call{exchange->method(), request.path, request.query,
                                   request.header("Content-Type"), request.body};
  Result<protocol::Ask> ask = protocol::read_rest(call, exchange->engine().limits(), exchange->language());
  if (is_unknown(ask) && request.method == "OPTIONS") return answer_options(exchange, ask.error());
  if (is_unknown(ask)) return exchange->refuse(ask.error());
  Result<Who> who = admit(request, exchange->origin(), exchange->engine());
  if (!who) return exchange->refuse(who.error());
  if (has_coded_body(request))
    return exchange->refuse(
        refusal(Errc::unsupported_media_type, "a body is sent as it is, without a content coding"));
  if (!ask) return exchange->refuse(ask.error());
  run_ask(exchange, std::move(who->caller), std::move(*ask));
}

bool wants_body(const HttpRequest& head, const Origin& origin, const Engine& engine) {
  const protocol::RestRequest call{head.method, head.path, head.query, {}, {}};
  const bool unknown = is_unknown(protocol::read_rest(call, engine.limits(), commands::Language::en));
  // Nothing but the calls takes a write; what is read has no use for a body, but may have one.
  return unknown ? !is_write(head.method) : admit(head, origin, engine).ok();
}

}  // namespace workchat::server
