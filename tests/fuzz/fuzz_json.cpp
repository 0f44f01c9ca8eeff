#include <algorithm>
#include <set>
#include <string>

#include "auth/json_object.hpp"
#include "base/text.hpp"
#include "fuzz/fuzz.hpp"
#include "fuzz/json_shown.hpp"
#include "protocol/json.hpp"

// Two readers of JSON that were written apart take the same texts for the same thing, and what was read
// writes back.
namespace workchat::fuzz {
namespace {

using auth::JsonObject;
using protocol::json::Document;
using protocol::json::Kind;
using protocol::json::Value;

constexpr std::int64_t most_levels = 16;

/// How many levels of objects, and whether a name is there twice. Lists keep their items to themselves.
struct Shape {
  int levels = 0;
  bool twice = false;
  bool lists = false;
};

Shape shape_of(Value value) {
  Shape shape;
  shape.lists = value.kind() == Kind::list && value.size() > 0;
  if (value.kind() == Kind::list) shape.levels = 1;
  if (value.kind() != Kind::object) return shape;
  std::set<std::string> names;
  for (const auto& [name, member] : value.members()) {
    const Shape inner = shape_of(member);
    shape.levels = std::max(shape.levels, inner.levels);
    shape.lists = shape.lists || inner.lists;
    shape.twice = shape.twice || inner.twice || !names.insert(std::string(name)).second;
  }
  ++shape.levels;
  return shape;
}

void compare(const JsonObject& object, Value root) {
  for (const auto& [name, value] : root.members()) {
    expect(object.has(name), "both readers see the same members");
    const std::string* text = object.text(name);
    expect((text != nullptr) == (value.kind() == Kind::text), "both readers see the same types");
    if (text) expect_same(*text, value.text(), "both readers see the same texts");
    const std::int64_t* number = object.integer(name);
    expect((number != nullptr) == value.integer().has_value(), "both readers see the same numbers");
    if (number) expect(*number == *value.integer(), "both readers see the same numbers");
  }
}

}  // namespace
}  // namespace workchat::fuzz

using namespace workchat::fuzz;

FUZZ_TARGET(json) {
  const auto object = JsonObject::read(input);
  const auto document = Document::parse(input, most_levels);
  // RapidJSON will not have an exponent beyond a double's, though nobody reads it as one.
  const bool too_big = !document && document.error().message.find("too big") != std::string::npos;
  if (object) expect(document.ok() || too_big, "what one reader takes, the other takes");
  if (!document) return;
  const Value root = document->root();
  expect(workchat::base::valid_utf8(input), "JSON is UTF-8");
  const Shape shape = shape_of(root);
  expect(shape.levels <= most_levels, "nesting is bounded");
  const std::string once = json_shown(root);
  const auto again = Document::parse(once, most_levels);
  expect(again.ok(), "what was read can be written");
  expect_same(once, json_shown(again->root()), "what was written reads the same");
  if (object) compare(*object, root);
  // What stands in lists only the strict reader has looked at, so those say nothing here.
  const bool alike =
      root.kind() == Kind::object && shape.levels <= JsonObject::most_depth && !shape.twice && !shape.lists;
  if (alike) expect(object.has_value(), "what one reader takes, the other takes");
}
