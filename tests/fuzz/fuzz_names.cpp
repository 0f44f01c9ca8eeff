#include <string>

#include "base/scripts.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"
#include "core/text_rules.hpp"
#include "fuzz/fuzz.hpp"

// What names, rooms and texts are made of: folding settles, a slug is a slug, and what comes out is UTF-8.
namespace workchat::fuzz {
namespace {

using namespace base;

std::string encoded(std::u32string_view code_points) {
  std::string text;
  for (const char32_t c : code_points) append_utf8(text, c);
  return text;
}

void of_any_bytes(std::string_view text) {
  const std::u32string code_points = decode_utf8(text);
  const bool valid = valid_utf8(text);
  expect(valid == (encoded(code_points) == text), "both readers of UTF-8 agree");
  if (valid)
    expect(count_code_points(text) == static_cast<std::int64_t>(code_points.size()),
           "code points are counted");
  for (const std::string& made : {fold(text), fold_bare(text), room_key(text), slug(text)})
    expect(valid_utf8(made), "what is made of any text is UTF-8");
  const std::string id = slug(text);
  expect(id.empty() || valid_slug(id), "a slug is a slug");
  expect_same(slug(id), id, "the slug of a slug is the slug");
  const bool taken = !core::check_text("text", text, 40);
  expect(taken == (valid && code_points.size() <= 40), "a text is UTF-8 of so many code points");
  expect(taken || core::check_line("text", text, 40).has_value(), "a line is a text");
  expect(taken || core::check_filled("text", text, 40).has_value(), "a message is a text");
  (void)one_script(code_points);
}

void of_utf8(std::string_view text) {
  const std::string folded = fold(text);
  expect_same(fold(folded), folded, "folding settles");
  const std::string bare = fold_bare(text);
  expect_same(fold_bare(bare), bare, "folding without accents settles");
  const std::string key = room_key(text);
  expect_same(room_key(key), key, "the key of a room's key is the key");
  expect(key.empty() || (key.front() != ' ' && key.back() != ' ' && key.find("  ") == std::string::npos),
         "a room's key has single spaces");
}

void name(std::string_view text) {
  const auto key = name_key(text, 32);
  if (!key) return expect(key.error().field == "username", "a name that is refused says so");
  expect(valid_utf8(text) && count_code_points(*key) <= 32 && one_line(text) && !blank(*key),
         "a name can be shown");
  const auto again = name_key(*key, 32);
  expect(again.ok(), "the key of a name is a name");
  expect_same(*again, *key, "the key of a key is the key");
}

}  // namespace
}  // namespace workchat::fuzz

using namespace workchat::fuzz;

FUZZ_TARGET(names) {
  of_any_bytes(input);
  name(input);
  if (workchat::base::valid_utf8(input)) of_utf8(input);
}
