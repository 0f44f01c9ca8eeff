#pragma once

#include <optional>
#include <string>

#include <workchat/engine.hpp>

#include "server/address.hpp"
#include "server/http_request.hpp"
#include "server/shared.hpp"

namespace workchat::server {

/// Who a request comes from.
struct Origin {
  Peer client;          ///< from X-Forwarded-For where a trusted proxy says so
  bool secure = false;  ///< TLS all the way that we know of
};
Origin origin_of(const HttpRequest& request, const Peer& peer, bool tls, const Shared& shared);

/// What an authentication that holds says.
struct Who {
  Caller caller;
  bool by_cookie = false;
  std::string user;       ///< of a token
  TimeMs expires_at = 0;  ///< of a token; 0: does not end by itself
};

/// By `Authorization: Bearer`, by `?token=` where `token_in_query`, or by the cookie.
/// Errors: unauthenticated.
Result<Who> authenticate(const HttpRequest& request, const Origin& origin, const Engine& engine,
                         bool token_in_query);
/// A token that came in a frame.
Result<Who> verify_token(std::string_view token, const Origin& origin, const Engine& engine);

/// The value of a cookie, empty where there is none, or two that differ.
std::string_view cookie_value(const HttpRequest& request, std::string_view name);
/// Sec-Fetch-Site or Origin is present and says that another site made the browser ask. A page that came in plain is
/// another one where the request came over TLS: anybody on the way may have written it.
bool from_foreign_site(const HttpRequest& request, const Origin& origin);

/// `Set-Cookie` for the login's secret; an empty one takes it away.
std::string session_cookie(std::string_view secret, std::int64_t max_age, bool secure);

}  // namespace workchat::server
