#include "server/callers.hpp"
#include "server/refusal.hpp"

#include <algorithm>

#include "protocol/read.hpp"

namespace workchat::server {
namespace {

constexpr std::string_view cookie_name = "session_id";

// The last address in the list that no proxy of ours added itself.
Peer forwarded_for(std::string_view list, Peer peer, const Shared& shared) {
  while (!list.empty() && shared.trusts(peer.address)) {
    const std::size_t comma = list.rfind(',');
    const std::size_t begin = comma == std::string_view::npos ? 0 : comma + 1;
    const std::optional<Peer> before = read_peer(trimmed(list.substr(begin)));
    if (!before) break;
    peer = *before;
    list = list.substr(0, comma == std::string_view::npos ? 0 : comma);
  }
  return peer;
}

Error nobody(std::string message) {
  return refusal(Errc::unauthenticated, std::move(message));
}

}  // namespace

Origin origin_of(const HttpRequest& request, const Peer& peer, bool tls, const Shared& shared) {
  Origin origin{peer, tls};
  if (!shared.trusts(peer.address)) return origin;
  origin.client = forwarded_for(request.all("X-Forwarded-For"), peer, shared);
  if (same_word(request.header("X-Forwarded-Proto"), "https")) origin.secure = true;
  return origin;
}

std::string_view cookie_value(const HttpRequest& request, std::string_view name) {
  std::string_view found;
  for (const auto& [header, value] : request.headers) {
    if (!same_word(header, "Cookie")) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view pair = trimmed(rest.substr(0, end));
      const std::size_t equals = pair.find('=');
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
      // Another host of the domain can add a cookie of this name, but not take ours away.
      if (!found.empty() && found != pair.substr(equals + 1)) return {};
      found = pair.substr(equals + 1);
    }
  }
  return found;
}

Result<Who> verify_token(std::string_view token, const Origin& origin, const Engine& engine) {
  Result<TokenClaims> claims = engine.authentication().tokens->verify(token, engine.clock().now_ms());
  if (!claims) return claims.error();
  Who who;
  who.caller.login = claims->login;
  who.caller.address = origin.client.address_key;
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
  who.caller.address = origin.client.address_key;
  who.by_cookie = true;
  return who;
}

bool from_foreign_site(const HttpRequest& request, const Origin& origin) {
  const std::string_view site = request.header("Sec-Fetch-Site");
  if (!site.empty() && !same_word(site, "same-origin") && !same_word(site, "none")) return true;
  const std::string_view page = request.header("Origin");
  if (page.empty()) return false;
  const std::size_t scheme = page.find("://");
  if (scheme == std::string_view::npos) return true;
  // TLS may end before us, at a proxy that does not say so.
  const bool own_scheme = page.substr(0, scheme) == "https" || (page.substr(0, scheme) == "http" && !origin.secure);
  return !own_scheme || !same_word(page.substr(scheme + 3), request.header("Host"));
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
