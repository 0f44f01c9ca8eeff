#include <doctest/doctest.h>

#include <string>

#include "base/text.hpp"
#include "base/unicode.hpp"

using namespace workchat;
using namespace workchat::base;

namespace {

std::string key(std::string_view name, std::int64_t most = 32) {
  const auto result = name_key(name, most);
  if (result) return *result;
  CHECK(result.error().code == Errc::invalid);
  CHECK(result.error().field == "username");
  CHECK_FALSE(result.error().message.empty());
  return {};
}

bool refused(std::string_view name, std::int64_t most = 32) {
  return key(name, most).empty();
}

}  // namespace

TEST_CASE("S3-04: a name is one name however it is written") {
  CHECK(key("Ana") == "ana");
  CHECK(key("ana") == "ana");
  CHECK(key("Ａna") == "ana");
  CHECK(key("ＡＮＡ") == "ana");
  CHECK(key("JOSÉ") == key("jose\xCC\x81"));
  CHECK(key("Straße") == "strasse");
  CHECK(key("ﬁn") == "fin");
  CHECK(key("ΣΊΣΥΦΟΣ") == key("σίσυφος"));
  CHECK(key("①") == "1");
  CHECK(key("\u212A") == "k");
}

TEST_CASE("of ASCII, letters, digits and three marks make names, and folding gives their keys") {
  for (int c = 1; c < 0x80; ++c) {
    CAPTURE(c);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool word = letter || (c >= '0' && c <= '9');
    const bool mark = c == '.' || c == '_' || c == '-';
    const std::string alone(1, static_cast<char>(c));
    const std::string between = "A" + alone + "z";
    CHECK(key(alone) == (word ? fold(alone) : ""));
    CHECK(key(between) == (word || mark ? fold(between) : ""));
  }
  CHECK(key(std::string(32, 'A')) == std::string(32, 'a'));
  CHECK(refused(std::string(33, 'A')));
}

TEST_CASE("names of letters, digits, points, lines and marks in any one script") {
  for (const char* name : {"a",      "7",         "ana.b_c-d",  "_ana_",        "-x",       "José",
                           "Ñandú",  "Łukasz",    "Ольга",      "Αλέξης",       "Հայկ",     "דוד",
                           "محمد",   "नरेन्द्र",     "தமிழ்",       "สมชาย",        "ქართველი", "ኢትዮጵያ",
                           "ភាសា",   "ひらがな",  "カタカナー", "漢字かなカナ", "漢字한글", "漢字ㄅㄆ",
                           "김철수", "Ꮳꮃꭹ", "ana2024",    "محمد٣"})
    CHECK_MESSAGE(!refused(name), name);
}

TEST_CASE("letters of two scripts do not make a name") {
  for (const char* name :
       {"аna", "pаypal", "αna", "ana漢", "ひ한", "ㄅか", "דa", "ольгa", "नamaste", "aМ", "ㄅ한", "漢かㄅ"})
    CHECK_MESSAGE(refused(name), name);
}

TEST_CASE("what is no name is refused, with the field") {
  for (const char* name : {"",
                           " ",
                           "a b",
                           "a\tb",
                           "a\nb",
                           "a@b",
                           "a/b",
                           "@me",
                           "#x",
                           "a!",
                           "👍",
                           "a👍",
                           ".",
                           "..",
                           "---",
                           "_",
                           "\u200B",
                           "\xCC\x81",
                           "\u0301a",
                           ".\u0301a",
                           "<b>",
                           "a\"b",
                           "a\\b",
                           "½",
                           "a\u202Eb",
                           "a\x7F",
                           "\xFF",
                           "a\xC3",
                           "ana\xED\xA0\x80",
                           "\u20DD",
                           "a\u20DD",
                           "a\u034Fb",
                           "ana\u3164",
                           "ana\uFE0F",
                           "a\u200Dna"})
    CHECK_MESSAGE(refused(name), name);
  CHECK(refused(std::string_view("a\0b", 3)));
}

TEST_CASE("the length of a name is counted in code points, as given and as compared") {
  CHECK(key(std::string(32, 'a')).size() == 32);
  CHECK(refused(std::string(33, 'a')));
  std::string wide;
  for (int i = 0; i < 32; ++i) wide += "ñ";
  CHECK(key(wide) == wide);
  CHECK(refused(wide + "ñ"));
  CHECK(key("ßßß", 6) == "ssssss");
  CHECK(refused("ßßß", 5));
}

TEST_CASE("the key of a key is the key, for every code point alone and beside a letter") {
  int accepted = 0;
  for (char32_t c = 1; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    for (const char* before : {"", "a", "も"}) {
      std::string name = before;
      append_utf8(name, c);
      const auto once = name_key(name, 32);
      if (!once) continue;
      ++accepted;
      const auto twice = name_key(*once, 32);
      REQUIRE_MESSAGE(twice.ok(), name);
      REQUIRE_MESSAGE(*twice == *once, name);
    }
  }
  CHECK(accepted > 100000);
}

TEST_CASE("what is not drawn is taken where it joins or shapes what is: emoji, Persian, Indic writing") {
  for (const char* text :
       {"Ana María", "a\u00A0b", "日本\u3000語", "👩\u200D💻", "👩🏽\u200D🚀", "❤\uFE0F",
        "❤\uFE0F\u200D🔥", "1\uFE0F\u20E3", "👁\uFE0F\u200D🗨\uFE0F", "🏴\u200D☠\uFE0F",
        "🏳\uFE0F\u200D🌈 Ana", "🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F",
        "می\u200Cخواهم", "क्\u200Dष", "葛\U000E0100", "ᠠ\u180B", "e\u0301", "\u0600١"})
    CHECK_MESSAGE(all_seen(text), text);
}

TEST_CASE("what is not drawn hides nowhere else in a name") {
  for (const char* text : {"\u200B",         "a\u200Bb",
                           "a\u00ADb",       "\u2060a",
                           "a\uFEFF",        "a\u034Fb",
                           "a\u3164",        "\u115F",
                           "a\uFFA0",        "a\u17B4",
                           "\u200Da",        "a\u200D",
                           "a\u200D\u200Db", "a\u200C b",
                           "a \u200Cb",      "a\u200D\uFE0F",
                           "\uFE0Fa",        " \uFE0F",
                           "a\uFE0F\uFE0F",  "a\uFE0F\U000E0101",
                           "a\U000E0067",    "🏴\u200D\U000E0067",
                           "a\U000E0001",    "a\uFFF9b\uFFFB",
                           "a\u2062b",       "a\u202Eb",
                           "a\u2066b",       "\U0001D173a"})
    CHECK_FALSE_MESSAGE(all_seen(text), text);
}

TEST_CASE("no character that is not drawn stands alone, beside a space, or twice") {
  for (char32_t c = 1; c <= 0x10FFFF; ++c) {
    if ((c >= 0xD800 && c <= 0xDFFF) || !is_ignorable(c)) continue;
    std::string hidden;
    append_utf8(hidden, c);
    for (const std::string& text : {hidden, " " + hidden, "a " + hidden, "a" + hidden + hidden + "b"})
      REQUIRE_FALSE_MESSAGE(all_seen(text), c);
  }
}

TEST_CASE("a room's name is compared without case, width and runs of white space") {
  CHECK(room_key("General") == "general");
  CHECK(room_key("  Sala   de\t\nEspera  ") == "sala de espera");
  CHECK(room_key("Ｓａｌａ\u3000１") == "sala 1");
  CHECK(room_key("a\u2028b") == "a b");
  CHECK(room_key("") == "");
  CHECK(room_key("   ") == "");
  CHECK(room_key("¡Olé! 👍") == "¡olé! 👍");
}

TEST_CASE("S0-13: a slug is made of a name and cannot leave its folder") {
  CHECK(slug("General") == "general");
  CHECK(slug("Sala de Reunión") == "sala-de-reunion");
  CHECK(slug("  ¿Qué   tal? ") == "que-tal");
  CHECK(slug("Ação_2") == "acao_2");
  CHECK(slug("Straße") == "strasse");
  CHECK(slug("../../etc/passwd") == "etc-passwd");
  CHECK(slug("_x-_") == "x-_");
  CHECK(slug("漢字") == "");
  CHECK(slug("2024 会議") == "");
  CHECK(slug("Отдел продаж № 2") == "");
  CHECK(slug("Café ☕ № 2") == "cafe-no-2");
  CHECK(slug("") == "");
  CHECK(slug(std::string(100, 'a')) == std::string(64, 'a'));
  CHECK(slug(std::string(63, 'a') + " b") == std::string(63, 'a'));
  for (const char* name : {"General", "Sala de Reunión", "Ação_2", "x--y"}) CHECK(valid_slug(slug(name)));
}

TEST_CASE("a slug begins with a letter or digit and has at most 64 bytes") {
  for (const char* id : {"a", "0", "general", "a-b_c", "a-"}) CHECK_MESSAGE(valid_slug(id), id);
  for (const char* id : {"", "-a", "_a", "A", "a b", "a.b", "..", "a/b", "ñ", "@me"})
    CHECK_FALSE_MESSAGE(valid_slug(id), id);
  CHECK(valid_slug(std::string(64, 'a')));
  CHECK_FALSE(valid_slug(std::string(65, 'a')));
  CHECK_FALSE(valid_slug(std::string_view("a\0", 2)));
}

TEST_CASE("a pin is an id, '@' and an epoch, and nothing else is one") {
  for (const char* room : {"board@e0123456789abc", "a@e0123456789abcdef"}) {
    REQUIRE_MESSAGE(pin_of(room), room);
    CHECK(unpinned(room) == pin_of(room)->id);
  }
  CHECK(pin_of("board@e0123456789abc")->epoch == "e0123456789abc");
  for (const char* room : {"board", "@me", "@e0123456789abc", "board@", "board@e", "board@x0123456789abc", "Board@e0123456789abc",
                           "a@b@e0123456789abc", "board@e0123456789abC", "board@e0123456789ab", ""}) {
    CHECK_FALSE_MESSAGE(pin_of(room), room);
    CHECK(unpinned(room) == room);
  }
}
