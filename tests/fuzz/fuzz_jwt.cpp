#include <memory>
#include <string>

#include <workchat/authenticator.hpp>

#include "auth/digests.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"
#include "fuzz/fuzz.hpp"
#include "protocol/json.hpp"

// Nothing that we have not signed is a token, whatever it looks like; and of what we have signed only what is
// ours. Inputs are tokens, changes to a good token, or headers and claims that are then signed with our key,
// so that mutation reaches behind the signature.
namespace workchat::fuzz {
namespace {

const std::string our_key(32, 'k');
constexpr TimeMs now = 1'700'000'000'000;

TokenSigner& signer() {
  static const auto made = hs256_signer(our_key);
  return *made;
}

const std::string& good_token() {
  static const std::string made = signer().sign({"u_1", "l_1", "Ana \"ñ\"", now, now + 1000});
  return made;
}

std::string signed_with(const std::string& key, std::string_view header, std::string_view claims) {
  const std::string text = base::base64url(header) + "." + base::base64url(claims);
  return text + "." + base::base64url(auth::Hmac(key).sign(text));
}

bool same(const TokenClaims& a, const TokenClaims& b) {
  return a.user == b.user && a.login == b.login && a.name == b.name && a.issued_at == b.issued_at &&
         a.expires_at == b.expires_at;
}

void refused(const std::string& token) {
  const auto claims = signer().verify(token, now);
  expect(!claims.ok(), "nothing that we have not signed is a token");
  expect(claims.error().code == Errc::unauthenticated, "what is no token is nobody's");
}

/// A good token with some bytes changed, moved or taken out.
std::string changed(Choices& choices) {
  std::string token = good_token();
  for (int i = 0; i < 8 && !choices.done(); ++i) {
    const std::size_t at = choices.below(token.size());
    switch (choices.below(4)) {
      case 0: token[at] = static_cast<char>(choices.below(256)); break;
      case 1: token.insert(at, choices.text(8)); break;
      case 2: token.erase(at, 1 + choices.below(40)); break;
      default: token = token.substr(0, at) + choices.text(200); break;
    }
    if (token.empty()) break;
  }
  return token;
}

/// A part of the claims, read by the protocol's reader of JSON, which was written apart.
std::string text_of(protocol::json::Value object, std::string_view name) {
  for (const auto& [member, value] : object.members())
    if (member == name && value.kind() == protocol::json::Kind::text) return std::string(value.text());
  return {};
}

void signed_by_us(std::string_view header, std::string_view payload) {
  const std::string token = signed_with(our_key, header, payload);
  const auto claims = signer().verify(token, now);
  if (claims) {
    const auto head = protocol::json::Document::parse(header, 8);
    const auto body = protocol::json::Document::parse(payload, 8);
    expect(head.ok() && body.ok(), "a token holds JSON");
    expect(text_of(head->root(), "alg") == "HS256", "a token is HS256");
    expect(text_of(body->root(), "sub") == claims->user && !claims->user.empty(), "a token says its user");
    expect(text_of(body->root(), "sid") == claims->login && !claims->login.empty(), "a token says its login");
    expect(text_of(body->root(), "name") == claims->name && base::valid_utf8(claims->name),
           "a token says its name");
    expect(claims->expires_at > now, "a token is not over");
    expect(!signer().verify(token, claims->expires_at).ok(), "a token ends");
    const auto again = signer().verify(signer().sign(*claims), now);
    expect(again.ok() && same(*again, *claims), "what a token says can be signed again");
  }
  refused(signed_with(std::string(32, 'x'), header, payload));
  refused(token + "A");
}

/// What we sign, we read.
void sign(Choices& choices) {
  TokenClaims claims;
  claims.user = "u" + choices.text(40);
  claims.login = "l" + choices.text(40);
  claims.name = choices.text(255);
  claims.issued_at = now;
  claims.expires_at = now + 1000 * (1 + static_cast<TimeMs>(choices.below(5000)));
  if (!base::valid_utf8(claims.user + claims.login) || !base::valid_utf8(claims.name)) return;
  if (!base::valid_utf8(claims.user) || !base::valid_utf8(claims.login)) return;
  const auto read = signer().verify(signer().sign(claims), now);
  expect(read.ok() && same(*read, claims), "what we sign, we read");
}

}  // namespace
}  // namespace workchat::fuzz

using namespace workchat::fuzz;

FUZZ_TARGET(jwt) {
  Choices choices(input);
  const std::size_t kind = choices.below(4);
  if (kind == 0) return refused(std::string(choices.rest()));
  if (kind == 3) return sign(choices);
  if (kind == 1) {
    const std::string token = changed(choices);
    if (token != good_token()) refused(token);
    return;
  }
  const std::string_view text = choices.rest();
  const std::size_t line = text.find('\n');
  if (line == std::string_view::npos) return signed_by_us(R"({"alg":"HS256","typ":"JWT"})", text);
  signed_by_us(text.substr(0, line), text.substr(line + 1));
}
