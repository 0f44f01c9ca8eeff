#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <workchat/authenticator.hpp>

#include "auth/digests.hpp"
#include "base/encoding.hpp"

using namespace workchat;
using auth::Hmac;
using base::base64url;
using base::from_base64url;

namespace {

const std::string key(32, 'k');
constexpr TimeMs now = 1700000000000;
const std::string our_header = R"({"alg":"HS256","typ":"JWT"})";
const std::string our_claims = R"({"sub":"u_1","sid":"l_1","name":"ana","iat":1699999999,"exp":1700003600})";

TokenClaims claims_of_ana() {
  return {"u_1", "l_1", "ana", now, now + 3600000};
}

/// A token whose signature holds, whatever it says.
std::string signed_token(const std::string& header, const std::string& payload) {
  const std::string part = base64url(header) + "." + base64url(payload);
  return part + "." + base64url(Hmac(key).sign(part));
}

bool refused(std::string_view token, TimeMs at = now) {
  const auto claims = hs256_signer(key)->verify(token, at);
  if (claims) return false;
  CHECK(claims.error().code == Errc::unauthenticated);
  if (token.size() > 20) CHECK(claims.error().message.find(token) == std::string::npos);
  return true;
}

}  // namespace

TEST_CASE("HS256 signs the example of RFC 7515, appendix A.1") {
  const auto rfc_key = from_base64url(
      "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
  REQUIRE(rfc_key.has_value());
  const std::string part =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
      "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
  CHECK(base64url(Hmac(*rfc_key).sign(part)) == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
}

TEST_CASE("a secret's digest is its SHA-256") {
  CHECK(base::hex(hs256_signer(key)->digest("abc")) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("S1-02: what was signed is verified, until it expires") {
  const auto signer = hs256_signer(key);
  TokenClaims claims = claims_of_ana();
  claims.name = "José \"\\\n\x01 日本";
  const std::string token = signer->sign(claims);
  CHECK(token.rfind(base64url(our_header) + ".", 0) == 0);
  const auto read = signer->verify(token, now);
  REQUIRE(read.ok());
  CHECK(read->user == "u_1");
  CHECK(read->login == "l_1");
  CHECK(read->name == claims.name);
  CHECK(read->issued_at == now);
  CHECK(read->expires_at == now + 3600000);
  CHECK(signer->verify(token, now + 3599999).ok());
  CHECK(refused(token, now + 3600000));
  CHECK(refused(token, now + 999999999));
}

TEST_CASE("a token of another key is refused") {
  CHECK(refused(hs256_signer(std::string(32, 'x'))->sign(claims_of_ana())));
}

TEST_CASE("no character of a token can be changed, taken away or added") {
  const std::string token = hs256_signer(key)->sign(claims_of_ana());
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (const char c : {'A', 'B', 'w', '_', '.', '=', ' ', '\0'}) {
      if (token[i] == c) continue;
      std::string changed = token;
      changed[i] = c;
      REQUIRE_MESSAGE(refused(changed), i);
    }
    REQUIRE(refused(token.substr(0, i)));
    REQUIRE(refused(token.substr(0, i) + token.substr(i + 1)));
    REQUIRE(refused(token.substr(0, i) + "A" + token.substr(i)));
  }
  for (const char* tail : {"=", "==", ".", "A", " ", "\n"}) CHECK(refused(token + tail));
  CHECK(refused(" " + token));
  CHECK(refused(std::string(100000, 'A')));
  CHECK(refused(std::string(5000, '.')));
  CHECK(refused(""));
  CHECK(refused(".."));
}

TEST_CASE("many threads sign with one key, each its own") {
  const Hmac hmac(key);
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (char name = 'a'; name < 'e'; ++name) {
    threads.emplace_back([&hmac, &wrong, name] {
      const std::string text(200, name);
      const std::string right = Hmac(key).sign(text);
      for (int round = 0; round < 2000; ++round) wrong += hmac.sign(text) != right;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}

TEST_CASE("the last character of the signature has one form only") {
  const std::string token = hs256_signer(key)->sign(claims_of_ana());
  int accepted = 0;
  for (const char c : std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"))
    accepted += !refused(token.substr(0, token.size() - 1) + c);
  CHECK(accepted == 1);
}

TEST_CASE("S1-02: the algorithm is pinned, also where the signature holds") {
  CHECK_FALSE(refused(signed_token(our_header, our_claims)));
  CHECK_FALSE(refused(signed_token(R"({"typ":"JWT","alg":"HS256","kid":"1"})", our_claims)));
  CHECK_FALSE(refused(signed_token(R"({"alg":"HS256"})", our_claims)));
  for (const char* header : {R"({"alg":"none"})",
                             R"({"alg":"None"})",
                             R"({"alg":""})",
                             R"({"alg":"hs256"})",
                             R"({"alg":"HS384"})",
                             R"({"alg":"HS512"})",
                             R"({"alg":"RS256"})",
                             R"({"alg":"ES256"})",
                             R"({"alg":null})",
                             R"({"alg":["HS256"]})",
                             R"({"typ":"JWT"})",
                             R"({})",
                             R"({"alg":"HS256","typ":"JWE"})",
                             R"({"alg":"HS256","typ":1})",
                             R"({"alg":"HS256","crit":["exp"]})",
                             R"({"alg":"HS256","crit":[]})",
                             R"({"alg":"none","alg":"HS256"})",
                             R"(HS256)",
                             R"(["HS256"])",
                             R"({"alg":"HS256"} )"
                             "x",
                             ""})
    CHECK_MESSAGE(refused(signed_token(header, our_claims)), header);
  const std::string part = base64url(R"({"alg":"none"})") + "." + base64url(our_claims);
  CHECK(refused(part + "."));
  CHECK(refused(part));
}

TEST_CASE("a token says who, by which login, since when and until when") {
  CHECK_FALSE(refused(signed_token(
      our_header,
      R"({"aud":["x",{"y":1}],"sub":"u","sid":"l","name":"","iat":0,"exp":1700000001,"admin":true})")));
  for (const char* claims :
       {R"({"sid":"l","name":"a","iat":1,"exp":1800000000})",
        R"({"sub":"u","name":"a","iat":1,"exp":1800000000})",
        R"({"sub":"u","sid":"l","iat":1,"exp":1800000000})",
        R"({"sub":"u","sid":"l","name":"a","exp":1800000000})", R"({"sub":"u","sid":"l","name":"a","iat":1})",
        R"({"sub":"","sid":"l","name":"a","iat":1,"exp":1800000000})",
        R"({"sub":"u","sid":"","name":"a","iat":1,"exp":1800000000})",
        R"({"sub":1,"sid":"l","name":"a","iat":1,"exp":1800000000})",
        R"({"sub":"u","sid":null,"name":"a","iat":1,"exp":1800000000})",
        R"({"sub":"u","sid":"l","name":"a","iat":"1","exp":1800000000})",
        R"({"sub":"u","sid":"l","name":"a","iat":1,"exp":"1800000000"})",
        R"({"sub":"u","sid":"l","name":"a","iat":1,"exp":1.8e9})",
        R"({"sub":"u","sid":"l","name":"a","iat":1,"exp":-1})",
        R"({"sub":"u","sid":"l","name":"a","iat":1,"exp":9223372036854775807})",
        R"({"sub":"u","sid":"l","name":"a","iat":1,"exp":99999999999999999999999})",
        R"({"sub":"u","sub":"v","sid":"l","name":"a","iat":1,"exp":1800000000})", R"([])", R"()", R"({)"})
    CHECK_MESSAGE(refused(signed_token(our_header, claims)), claims);
}
