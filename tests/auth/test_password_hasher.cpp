#include <doctest/doctest.h>

#include <string>

#include <workchat/authenticator.hpp>

using namespace workchat;

namespace {

Limits cheap() {
  Limits limits;
  limits.hash_memory = 8192;
  limits.hash_passes = 1;
  return limits;
}

}  // namespace

TEST_CASE("S2-07, S4-19: a password is kept as argon2id at the named cost, and never as it is") {
  const auto hasher = argon2id_hasher(cheap());
  const auto hash = hasher->hash("correct horse");
  REQUIRE(hash.ok());
  CHECK(hash->rfind("$argon2id$v=19$m=8,t=1,p=1$", 0) == 0);
  CHECK(hash->find("correct") == std::string::npos);
  CHECK(hasher->verify(*hash, "correct horse"));
  for (const char* wrong : {"", "correct horse ", "correct hors", "Correct horse"})
    CHECK_FALSE(hasher->verify(*hash, wrong));
}

TEST_CASE("one password has another hash each time") {
  const auto hasher = argon2id_hasher(cheap());
  CHECK(*hasher->hash("x") != *hasher->hash("x"));
}

TEST_CASE("a password is bytes: a NUL in it counts, and none is cut off") {
  const auto hasher = argon2id_hasher(cheap());
  const auto hash = hasher->hash(std::string_view("a\0b", 3));
  REQUIRE(hash.ok());
  CHECK(hasher->verify(*hash, std::string_view("a\0b", 3)));
  CHECK_FALSE(hasher->verify(*hash, std::string_view("a\0c", 3)));
  CHECK_FALSE(hasher->verify(*hash, "a"));
  const std::string long_password(300, 'p');
  const auto long_hash = hasher->hash(long_password);
  REQUIRE(long_hash.ok());
  CHECK_FALSE(hasher->verify(*long_hash, long_password.substr(1)));
}

TEST_CASE("what is no hash matches nothing, and is to be made anew") {
  const auto hasher = argon2id_hasher(cheap());
  const std::string hash = *hasher->hash("x");
  for (const std::string& text : {std::string(), std::string("x"), std::string("$argon2id$"),
                                  hash.substr(0, 40), std::string(1000, 'a'), hash + std::string(1, '\0')}) {
    CHECK_FALSE_MESSAGE(hasher->verify(text, "x"), text);
    CHECK_MESSAGE(hasher->needs_rehash(text), text);
  }
  CHECK_FALSE(hasher->verify(hash + "x", "x"));
}

TEST_CASE("a hash made at another cost still verifies, and is to be made anew") {
  const auto hash = argon2id_hasher(cheap())->hash("x");
  REQUIRE(hash.ok());
  Limits dearer = cheap();
  dearer.hash_memory = 16384;
  Limits slower = cheap();
  slower.hash_passes = 2;
  CHECK_FALSE(argon2id_hasher(cheap())->needs_rehash(*hash));
  CHECK(argon2id_hasher(dearer)->needs_rehash(*hash));
  CHECK(argon2id_hasher(slower)->needs_rehash(*hash));
  CHECK(argon2id_hasher(dearer)->verify(*hash, "x"));
}

TEST_CASE("a hash that cannot be made is an error, not a crash") {
  Limits absurd = cheap();
  absurd.hash_memory = std::int64_t{1} << 60;
  const auto hash = argon2id_hasher(absurd)->hash("x");
  REQUIRE_FALSE(hash.ok());
  CHECK(hash.error().code == Errc::overloaded);
}
