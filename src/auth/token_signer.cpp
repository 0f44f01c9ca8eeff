#include <workchat/authenticator.hpp>

#include <cassert>
#include <optional>
#include <utility>

#include "auth/digests.hpp"
#include "auth/json_object.hpp"
#include "base/encoding.hpp"

namespace workchat {
namespace {

using auth::Hmac;
using auth::JsonObject;
using auth::quoted;

constexpr std::size_t least_key = 32;     // RFC 7518, section 3.2
constexpr std::size_t most_token = 4096;  // bytes
constexpr TimeMs second_ms = 1000;

Error refusal(std::string message) {
  Error error;
  error.code = Errc::unauthenticated;
  error.message = std::move(message);
  return error;
}

/// The three parts of a JWS in compact form (RFC 7515, section 7.1).
struct Compact {
  std::string_view header, payload, signature;
  std::string_view signed_part;  ///< header and payload, as they stand
};

std::optional<Compact> split(std::string_view token) {
  const std::size_t first = token.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = token.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  return Compact{token.substr(0, first), token.substr(first + 1, second - first - 1),
                 token.substr(second + 1), token.substr(0, second)};
}

std::optional<JsonObject> read_part(std::string_view part) {
  const auto json = base::from_base64url(part);
  return json ? JsonObject::read(*json) : std::nullopt;
}

constexpr std::string_view our_header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";  // {"alg":"HS256","typ":"JWT"}

/// Ours, or one that says the same in other words. The algorithm is ours to choose, not the token's; and what we do not
/// understand but must (`crit`), we refuse.
bool good_header(std::string_view part) {
  if (part == our_header) return true;
  const auto header = read_part(part);
  if (!header) return false;
  const std::string* algorithm = header->text("alg");
  const std::string* type = header->text("typ");
  return algorithm && *algorithm == "HS256" && (!header->has("typ") || (type && *type == "JWT")) &&
         !header->has("crit");
}

std::optional<TimeMs> time_of(const JsonObject& claims, std::string_view name) {
  constexpr std::int64_t latest = 253402300799;  // the end of the year 9999
  const std::int64_t* seconds = claims.integer(name);
  if (!seconds || *seconds < 0 || *seconds > latest) return std::nullopt;
  return *seconds * second_ms;
}

std::optional<TokenClaims> read_claims(const JsonObject& json) {
  const std::string* user = json.text("sub");
  const std::string* login = json.text("sid");
  const std::string* name = json.text("name");
  const auto issued_at = time_of(json, "iat");
  const auto expires_at = time_of(json, "exp");
  if (!user || user->empty() || !login || login->empty() || !name || !issued_at || !expires_at)
    return std::nullopt;
  return TokenClaims{*user, *login, *name, *issued_at, *expires_at};
}

std::string write_claims(const TokenClaims& claims) {
  return R"({"sub":)" + quoted(claims.user) + R"(,"sid":)" + quoted(claims.login) + R"(,"name":)" +
         quoted(claims.name) + R"(,"iat":)" + std::to_string(claims.issued_at / second_ms) + R"(,"exp":)" +
         std::to_string(claims.expires_at / second_ms) + "}";
}

class Hs256Signer final : public TokenSigner {
 public:
  explicit Hs256Signer(std::string_view key) : hmac_(key) { assert(key.size() >= least_key); }

  std::string sign(const TokenClaims& claims) override {
    std::string token = std::string(our_header) + '.' + base::base64url(write_claims(claims));
    return token + '.' + base::base64url(hmac_.sign(token));
  }

  Result<TokenClaims> verify(std::string_view token, TimeMs now) override {
    if (token.size() > most_token) return refusal("the token is too long");
    const auto compact = split(token);
    if (!compact) return refusal("not a token");
    // First of all: nothing that a stranger wrote is read.
    const auto signature = base::from_base64url(compact->signature);
    if (!signature || !auth::equal_secrets(*signature, hmac_.sign(compact->signed_part)))
      return refusal("the token's signature does not hold");
    if (!good_header(compact->header)) return refusal("not a token of this server");
    const auto payload = read_part(compact->payload);
    auto claims = payload ? read_claims(*payload) : std::nullopt;
    if (!claims) return refusal("the token does not say who it is for");
    // No skew: the clock that stamped it is the one that reads it.
    if (claims->expires_at <= now) return refusal("the token has expired");
    return std::move(*claims);
  }

  std::string digest(std::string_view secret) override { return auth::sha256(secret); }

 private:
  Hmac hmac_;
};

}  // namespace

std::shared_ptr<TokenSigner> hs256_signer(std::string key) {
  return std::make_shared<Hs256Signer>(key);
}

}  // namespace workchat
