#include <doctest/doctest.h>

#include <string>

#include "auth/json_object.hpp"

using workchat::auth::JsonObject;
using workchat::auth::quoted;
using namespace std::string_literals;

TEST_CASE("an object's texts and whole numbers are read, the rest is known by name") {
  const auto object = JsonObject::read(
      " {\"a\" : \"x\" , \"b\":-7,\"c\":[1,{\"d\":null}],\"e\":1.5,\"f\":true,\"g\":{}, \"h\":[], "
      "\"i\":2e3}\r\n");
  REQUIRE(object.has_value());
  CHECK(*object->text("a") == "x");
  CHECK(*object->integer("b") == -7);
  for (const char* name : {"c", "e", "f", "g", "h", "i"}) {
    CHECK(object->has(name));
    CHECK(object->text(name) == nullptr);
    CHECK(object->integer(name) == nullptr);
  }
  CHECK_FALSE(object->has("d"));
  CHECK(object->integer("a") == nullptr);
  CHECK(JsonObject::read("{}").has_value());
}

TEST_CASE("a string's escapes are undone") {
  const auto object = JsonObject::read(R"({"a":"\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00é"})");
  REQUIRE(object.has_value());
  CHECK(*object->text("a") == "\"\\/\b\f\n\r\té😀é");
}

TEST_CASE("what is not one strict JSON object is refused") {
  for (const std::string& text : {""s,
                                  "null"s,
                                  "[]"s,
                                  "\"a\""s,
                                  "{"s,
                                  "}"s,
                                  "{}x"s,
                                  "{}{}"s,
                                  "{,}"s,
                                  R"({"a"})"s,
                                  R"({"a":})"s,
                                  R"({"a":1,})"s,
                                  R"({a:1})"s,
                                  R"({'a':1})"s,
                                  R"({"a":1 "b":2})"s,
                                  R"({"a":1,"a":2})"s,
                                  R"({"a":01})"s,
                                  R"({"a":+1})"s,
                                  R"({"a":.5})"s,
                                  R"({"a":1.})"s,
                                  R"({"a":1e})"s,
                                  R"({"a":-})"s,
                                  R"({"a":NaN})"s,
                                  R"({"a":truth})"s,
                                  R"({"a":tru)"s,
                                  R"({"a":"x)"s,
                                  R"({"a":"\x"})"s,
                                  R"({"a":"\)"s,
                                  R"({"a":"\u12"})"s,
                                  R"({"a":"\u12G4"})"s,
                                  R"({"a":"\uD800"})"s,
                                  R"({"a":"\uD800\u0041"})"s,
                                  R"({"a":"\uDC00"})"s,
                                  "{\"a\":\"\n\"}"s,
                                  "{\"a\":\"\xFF\"}"s,
                                  "{\"a\":1}\0"s,
                                  "\xEF\xBB\xBF{}"s,
                                  R"({"a":[1,]})"s,
                                  R"({"a":[})"s,
                                  R"({"a":[1)"s})
    CHECK_FALSE_MESSAGE(JsonObject::read(text).has_value(), text);
}

TEST_CASE("levels are bounded") {
  const auto nested = [](int levels) {
    const auto inner = static_cast<std::size_t>(levels - 1);
    return "{\"a\":" + std::string(inner, '[') + std::string(inner, ']') + "}";
  };
  CHECK(JsonObject::read(nested(JsonObject::most_depth)).has_value());
  CHECK_FALSE(JsonObject::read(nested(JsonObject::most_depth + 1)).has_value());
  CHECK_FALSE(JsonObject::read(nested(100000)).has_value());
}

TEST_CASE("every text that is quoted is read back") {
  std::string all = "é😀\"\\";
  for (char c = 0; c < 0x7F; ++c) all += c;
  const auto object = JsonObject::read("{" + quoted(all) + ":" + quoted(all) + "}");
  REQUIRE(object.has_value());
  REQUIRE(object->text(all) != nullptr);
  CHECK(*object->text(all) == all);
}
