#include <doctest/doctest.h>

#include <string>

#include "protocol/json.hpp"
#include "protocol/json_writer.hpp"

using namespace workchat;
using namespace workchat::protocol;

namespace {

bool taken(std::string_view text) {
  return json::Document::parse(text, 16).ok();
}

std::string nested(int levels) {
  const auto count = static_cast<std::size_t>(levels);
  return std::string(count, '[') + std::string(count, ']');
}

}  // namespace

TEST_CASE("Strict JSON is taken and everything near it is not") {
  for (const char* text :
       {"{}", " {\"a\" : [1, -0, 2.5e-3, true, null]}\r\n", "\"\\u00e9\\ud83d\\ude00\"", "0"}) {
    CAPTURE(text);
    CHECK(taken(text));
  }
  for (const char* text : {"",         " ",
                           "{",        "}",
                           "{}x",      "{} {}",
                           "{'a':1}",  "{a:1}",
                           "[1,]",     "{\"a\":1,}",
                           "01",       "+1",
                           ".5",       "1.",
                           "NaN",      "Infinity",
                           "// c\n{}", "\"\t\"",
                           "\"\\x\"",  "\"\\u12\"",
                           "tru",      "\xEF\xBB\xBF{}",
                           "[1 2]",    "\"a"}) {
    CAPTURE(text);
    CHECK_FALSE(taken(text));
  }
}

TEST_CASE("A NUL byte does not end the text") {
  CHECK_FALSE(taken(std::string_view("{}\0{}", 5)));
  CHECK_FALSE(taken(std::string_view("\"a\0b\"", 5)));
  const auto document = json::Document::parse("\"a\\u0000b\"", 16);
  CHECK(document->root().text() == std::string_view("a\0b", 3));
}

TEST_CASE("Two hundred thousand brackets are an error and no crash; sixteen levels are taken") {
  CHECK_FALSE(taken(std::string(200'000, '[')));
  CHECK_FALSE(taken(nested(200'000)));
  CHECK(taken(nested(16)));
  CHECK_FALSE(taken(nested(17)));
  std::string objects;
  for (int level = 0; level < 200'000; ++level) objects += "{\"a\":";
  CHECK_FALSE(taken(objects));
  std::string wide = "[";
  for (int item = 0; item < 100'000; ++item) wide += "[],";
  CHECK(taken(wide + "1]"));
}

TEST_CASE("Bad UTF-8 and lone surrogates are refused, in names and in values") {
  for (const char* bytes :
       {"\xFF", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF4\x90\x80\x80", "\xC3",
        "\xE2\x82", "\x80", "\xF8\x88\x80\x80\x80", "\\ud800", "\\udc00", "\\udfff", "\\ud800\\ud800",
        "\\ud800x", "\\udc00\\ud800", "\\ud83d\\u0041"}) {
    CAPTURE(bytes);
    CHECK_FALSE(taken("\"" + std::string(bytes) + "\""));
    CHECK_FALSE(taken("{\"" + std::string(bytes) + "\":1}"));
  }
  CHECK(taken("\"\xED\x9F\xBF \xEE\x80\x80 \xF4\x8F\xBF\xBF\""));
}

TEST_CASE("A whole number that fits is an integer, and no other number is") {
  const auto integer = [](const char* text) {
    const auto document = json::Document::parse(text, 16);
    REQUIRE(document.ok());
    return document->root().integer();
  };
  CHECK(integer("9223372036854775807") == INT64_MAX);
  CHECK(integer("-9223372036854775808") == INT64_MIN);
  CHECK(integer("-0") == 0);
  for (const char* text : {"9223372036854775808", "1.0", "1.5", "1e3", "1E0", "-1e-1", "\"1\"", "true", "[1]",
                           "123456789012345678901234567890"}) {
    CAPTURE(text);
    CHECK_FALSE(integer(text).has_value());
  }
}

TEST_CASE("Members are walked in order, whatever their values hold") {
  const auto document = json::Document::parse(R"({"a":{"x":[1,{"y":2}]},"":[],"a":"z"})", 16);
  const auto members = document->root().members();
  REQUIRE(members.size() == 3);
  CHECK(members[0].name == "a");
  CHECK(members[0].value.members()[0].value.size() == 2);
  CHECK(members[1].name.empty());
  CHECK(members[1].value.kind() == json::Kind::list);
  CHECK(members[2].value.text() == "z");
}

TEST_CASE("Only what must be is escaped, and every text comes back as it went") {
  CHECK(json::quoted("a\"b\\c/\n\r\t\x01\x1F\x7F") == "\"a\\\"b\\\\c/\\n\\r\\t\\u0001\\u001f\x7F\"");
  CHECK(json::quoted("") == "\"\"");
  // S0 and S1 arrived encoded as UTF-8 twice: bytes in, bytes out.
  const std::string twice = "Mensaje r\xC3\x83\xC2\xA1pido \xF0\x9F\x98\x80 \xE2\x80\xA8";
  CHECK(json::quoted(twice) == "\"" + twice + "\"");
  std::string all;
  for (int byte = 0; byte < 128; ++byte) all += static_cast<char>(byte);
  const auto document = json::Document::parse(json::quoted(all + twice), 16);
  REQUIRE(document.ok());
  CHECK(document->root().text() == all + twice);
}

TEST_CASE("What must be escaped is, wherever in a text of whatever length") {
  for (std::size_t size = 1; size <= 40; ++size)
    for (std::size_t at = 0; at < size; ++at)
      for (const char special : {'"', '\\', '\n', '\0', '\x1F'})
        for (const char other : {'a', '\x7F', '\x80', '\xFF', '!', '#', '[', ']', ' '}) {
          std::string text(size, other);
          text[at] = special;
          const std::string escape = json::quoted(std::string(1, special));
          const std::string expected = "\"" + text.substr(0, at) + escape.substr(1, escape.size() - 2) + text.substr(at + 1) + "\"";
          REQUIRE(json::quoted(text) == expected);
        }
}

TEST_CASE("The writer puts commas where they belong") {
  json::Writer out;
  out.open_object().open_list("a").item("x").item("1").open_object().close_object().close_list();
  out.open_object("b").close_object().integer("c", INT64_MIN).boolean("d", false).raw("e", "null");
  CHECK(out.close_object().take() ==
        R"({"a":["x","1",{}],"b":{},"c":-9223372036854775808,"d":false,"e":null})");
}

TEST_CASE("Writers at the same time, and texts of any length, do not disturb each other") {
  for (const std::size_t size : {0u, 32740u, 32765u, 32766u, 32767u, 32768u, 200000u}) {
    const std::string text(size, 'x');
    std::string escaped;
    for (std::size_t i = 0; i < size; ++i) escaped += "\\\"";
    json::Writer outer;
    outer.open_object().text("a", text);
    json::Writer inner;
    inner.open_list().item(std::string(size, '"'));
    json::Writer moved = std::move(inner);
    outer.raw("b", moved.close_list().take()).integer("c", 1).close_object();
    const bool same = outer.take() == R"({"a":")" + text + R"(","b":[")" + escaped + R"("],"c":1})";
    CHECK_MESSAGE(same, size);
  }
}

TEST_CASE("What is changed at random is either refused or read, and never more") {
  const std::string good =
      R"({"type":"message","room":"general","text":"h\u00f3la \ud83d\ude00","id":[1,2.5,{"a":null}]})";
  unsigned seed = 7;
  const auto random = [&seed] { return seed = seed * 1664525u + 1013904223u; };
  for (unsigned round = 0; round < 20'000; ++round) {
    std::string text = good;
    for (unsigned change = 0; change < 1 + round % 4; ++change) {
      text[(random() >> 8) % text.size()] = static_cast<char>(random() >> 24);
    }
    const auto document = json::Document::parse(text, 16);
    if (document && document->root().kind() == json::Kind::object) {
      CHECK(document->root().members().size() == document->root().size());
    }
  }
}
