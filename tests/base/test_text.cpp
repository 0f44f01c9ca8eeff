#include <doctest/doctest.h>

#include <string>

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"

using namespace workchat;
using namespace workchat::base;
using namespace std::string_literals;

TEST_CASE("UTF-8 is well-formed exactly where Unicode's table 3-7 says so") {
  for (const std::string& text : {""s, "a"s, "\0"s, "ñandú"s, "日本"s, "\U0001F600"s, "\xEF\xBF\xBF"s,
                                  "\xF4\x8F\xBF\xBF"s, "\xED\x9F\xBF"s, "eight ascii then é"s})
    CHECK_MESSAGE(valid_utf8(text), text);
  for (const std::string& text :
       {"\x80"s, "\xC3"s, "\xC0\xAF"s, "\xC1\xBF"s, "\xE0\x9F\xBF"s, "\xED\xA0\x80"s, "\xED\xBF\xBF"s,
        "\xF0\x8F\xBF\xBF"s, "\xF4\x90\x80\x80"s, "\xF5\x80\x80\x80"s, "\xFF"s, "\xE2\x82"s, "\xE2\x28\xA1"s,
        "\xF0\x9F\x98"s, "long ascii and \xC3"s, "\xF0\x9F\x98\x28"s})
    CHECK_FALSE_MESSAGE(valid_utf8(text), hex(text));
}

TEST_CASE("every code point is well-formed and counts as one; every surrogate is neither") {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    std::string text;
    if (c >= 0xD800 && c <= 0xDFFF) {
      text = {'\xED', static_cast<char>(0x80 | (c >> 6 & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
      REQUIRE_FALSE(valid_utf8(text));
      continue;
    }
    append_utf8(text, c);
    REQUIRE(valid_utf8(text));
    REQUIRE(count_code_points(text) == 1);
    REQUIRE(decode_utf8(text) == std::u32string(1, c));
  }
}

TEST_CASE("a text of white space, controls and what is never drawn is blank") {
  for (const char* text : {"", " ", "\t\r\n", " ", "\u3000", "\u200B", "\u202E", "\u00AD", "\uFE0F", "\u3164",
                           "\u2800", "\x01\x7F", " \u200B "})
    CHECK_MESSAGE(blank(text), text);
  CHECK(blank("\0"s));
  for (const char* text : {"a", " . ", "ñ", "👍", "\u0301", "👩\u200D💻"})
    CHECK_FALSE_MESSAGE(blank(text), text);
}

TEST_CASE("a text that was encoded twice stays as it came") {
  const std::string twice = "SesiÃ³n";
  CHECK(valid_utf8(twice));
  CHECK(count_code_points(twice) == 7);
}
