#include <doctest/doctest.h>

#include <random>
#include <string>

#include "base/encoding.hpp"

using namespace workchat::base;
using namespace std::string_literals;

TEST_CASE("base64url has the vectors of RFC 4648, section 10, without padding") {
  CHECK(base64url("") == "");
  CHECK(base64url("f") == "Zg");
  CHECK(base64url("fo") == "Zm8");
  CHECK(base64url("foo") == "Zm9v");
  CHECK(base64url("foob") == "Zm9vYg");
  CHECK(base64url("fooba") == "Zm9vYmE");
  CHECK(base64url("foobar") == "Zm9vYmFy");
  CHECK(base64url("\xFB\xFF") == "-_8");
}

TEST_CASE("base64url gives back what it was given") {
  std::mt19937 random(7);
  for (std::size_t size = 0; size < 200; ++size) {
    std::string bytes(size, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    REQUIRE(from_base64url(base64url(bytes)) == bytes);
  }
}

TEST_CASE("base64url takes one text for each value") {
  for (const auto& text :
       {"Zg=="s, "Zg="s, "Zh"s, "Zm9"s, "Z"s, "Zm9vY"s, "Zm 8"s, "Zm8\n"s, "+/8"s, "Zg\0"s, "Zm8ñ"s})
    CHECK_FALSE_MESSAGE(from_base64url(text).has_value(), text);
  CHECK(from_base64url("Zm8") == "fo");
  for (std::size_t size = 1; size < 12; ++size)
    for (std::size_t at = 0; at < size; ++at) {
      std::string text(size, 'A');
      CHECK(from_base64url(text).has_value() == (size % 4 != 1));
      text[at] = '=';
      CHECK_FALSE(from_base64url(text));
    }
}

TEST_CASE("hexadecimal digits are lower case") {
  CHECK(hex("\x00\xAB\xFF"s) == "00abff");
  CHECK(hex("") == "");
}

TEST_CASE("base 32 has 13 characters and keeps the order") {
  CHECK(base32(0) == "0000000000000");
  CHECK(base32(31) == "000000000000z");
  CHECK(base32(32) == "0000000000010");
  CHECK(base32(~std::uint64_t{0}) == "fzzzzzzzzzzzz");
  CHECK(base32(1000) < base32(1001));
}

TEST_CASE("FNV-1a has its published values, and chains") {
  CHECK(fnv1a("") == 0xcbf29ce484222325ULL);
  CHECK(fnv1a("a") == 0xaf63dc4c8601ec8cULL);
  CHECK(fnv1a("foobar") == 0x85944171f73967e8ULL);
  CHECK(fnv1a("bar", fnv1a("foo")) == fnv1a("foobar"));
}

TEST_CASE("a number is a whole decimal number with nothing around it") {
  CHECK(to_integer("0") == 0);
  CHECK(to_integer("-42") == -42);
  CHECK(to_integer("9223372036854775807") == INT64_MAX);
  CHECK(to_integer("-9223372036854775808") == INT64_MIN);
  for (const auto& text :
       {""s, "-"s, "+1"s, " 1"s, "1 "s, "1.0"s, "1e3"s, "0x10"s, "9223372036854775808"s, "1\0"s, "١"s})
    CHECK_FALSE_MESSAGE(to_integer(text).has_value(), text);
}
