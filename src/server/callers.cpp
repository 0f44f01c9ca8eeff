#include "server/callers.hpp"
#include "server/refusal.hpp"

#include <algorithm>

#include "protocol/read.hpp"

namespace workchat::server {
namespace {

constexpr std::string_view cookie_name = "session_id";

// The last address in the list that no proxy of ours added itself.
std::string forwarded_for(std::string_view list, const std::string& peer_address, const Shared& shared) {
  std::string address = peer_address;
  while (!list.empty() && shared.trusts(address)) {
    const std::size_t comma = list.rfind(',');
    const std::size_t begin = comma == std::string_view::npos ? 0 : comma + 1;
    address = trimmed(list.substr(begin));
    list = list.substr(0, comma == std::string_view::npos ? 0 : comma);
  }
  return address;
}

Error nobody(std::string message) {
  return refusal(Errc::unauthenticated, std::move(message));
}

}  // namespace

Origin origin_of(const HttpRequest& request, const std::string& peer_address, bool tls,
                 const Shared& shared) {
  Origin origin{peer_address, tls};
  if (!shared.trusts(peer_address)) return origin;
  origin.address = forwarded_for(request.all("X-Forwarded-For"), peer_address, shared).substr(0, 64);
  if (same_word(request.header("X-Forwarded-Proto"), "https")) origin.secure = true;
  return origin;
}

std::string_view cookie_value(const HttpRequest& request, std::string_view name) {
  for (const auto& [header, value] : request.headers) {
    if (!same_word(header, "Cookie")) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view pair = trimmed(rest.substr(0, end));
      const std::size_t equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return {};
}

Result<Who> verify_token(std::string_view token, const Origin& origin, const Engine& engine) {
  Result<TokenClaims> claims = engine.authentication().tokens->verify(token, engine.clock().now_ms());
  if (!claims) return claims.error();
  Who who;
  who.caller.login = claims->login;
  who.caller.address = origin.address;
  who.user = claims->user;
  who.expires_at = claims->expires_at;
  return who;
}

Result<Who> authenticate(const HttpRequest& request, const Origin& origin, const Engine& engine,
                         bool token_in_query) {
  const std::string_view authorization = request.header("Authorization");
  if (!authorization.empty()) {
    const std::size_t space = std::min(authorization.find(' '), authorization.size());
    if (!same_word(authorization.substr(0, space), "Bearer")) return nobody("a Bearer token is asked for");
    return verify_token(trimmed(authorization.substr(space)), origin, engine);
  }
  if (token_in_query) {
    const std::string token = protocol::query_value(request.query, "token");
    if (!token.empty()) return verify_token(token, origin, engine);
  }
  const std::string_view secret = cookie_value(request, cookie_name);
  if (secret.empty()) return nobody("a token or a session cookie is needed");
  Who who;
  who.caller.login_digest = engine.authentication().tokens->digest(secret);
  who.caller.address = origin.address;
  who.by_cookie = true;
  return who;
}

bool from_foreign_site(const HttpRequest& request) {
  const std::string_view site = request.header("Sec-Fetch-Site");
  if (!site.empty() && !same_word(site, "same-origin") && !same_word(site, "none")) return true;
  const std::string_view origin = request.header("Origin");
  if (origin.empty()) return false;
  const std::size_t scheme = origin.find("://");
  return scheme == std::string_view::npos || !same_word(origin.substr(scheme + 3), request.header("Host"));
}

std::string session_cookie(std::string_view secret, std::int64_t max_age, bool secure) {
  std::string cookie(cookie_name);
  cookie += '=';
  cookie += secret;
  cookie += "; HttpOnly; SameSite=Lax; Path=/; Max-Age=" + std::to_string(max_age);
  if (secure) cookie += "; Secure";
  return cookie;
}

}  // namespace workchat::server
