#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "protocol/json.hpp"
#include "protocol/write.hpp"

using namespace workchat;
using namespace workchat::protocol;

namespace {

std::optional<json::Value> member(json::Value object, std::string_view name) {
  if (object.kind() != json::Kind::object) return std::nullopt;
  for (const auto& [known, value] : object.members()) {
    if (known == name) return value;
  }
  return std::nullopt;
}

/// Every "$ref" in `value`, at any depth, and that no object has a name twice.
void collect_refs(json::Value value, std::set<std::string>& refs) {
  if (value.kind() != json::Kind::object) return;
  std::set<std::string_view> names;
  for (const auto& [key, inner] : value.members()) {
    const std::string_view name = key;  // a structured binding cannot be captured
    CAPTURE(name);
    CHECK(names.insert(name).second);
    if (name == "$ref") refs.insert(std::string(inner.text()));
    collect_refs(inner, refs);
  }
}

}  // namespace

TEST_CASE("S1-22 The description has every row with a path, and what its path names") {
  const std::string text = write_openapi();
  const auto document = json::Document::parse(text, 64);
  REQUIRE(document.ok());
  CHECK(member(document->root(), "openapi")->text() == "3.1.0");
  const auto paths = member(document->root(), "paths");
  REQUIRE(paths.has_value());
  std::set<std::string_view> operations;
  for (const commands::Command& row : commands::table()) {
    if (row.path.empty()) continue;
    CAPTURE(row.path);
    std::string method(row.method);
    std::transform(method.begin(), method.end(), method.begin(),
                   [](char c) { return static_cast<char>(c - 'A' + 'a'); });
    const auto path = member(*paths, row.path);
    REQUIRE(path.has_value());
    const auto operation = member(*path, method);
    REQUIRE(operation.has_value());
    CHECK(operations.insert(member(*operation, "operationId")->text()).second);
    CHECK(member(*member(*operation, "responses"), std::to_string(row.status)).has_value());
    const auto braces = std::count(row.path.begin(), row.path.end(), '{');
    CHECK(static_cast<std::ptrdiff_t>(member(*operation, "parameters")->size()) >= braces);
  }
}

TEST_CASE("S1-22 Every reference of the description leads somewhere") {
  const std::string text = write_openapi();
  const auto document = json::Document::parse(text, 64);
  std::set<std::string> refs;
  collect_refs(document->root(), refs);
  CHECK(refs.size() > 5);
  for (const std::string& ref : refs) {
    CAPTURE(ref);
    json::Value at = document->root();
    std::string_view path = std::string_view(ref).substr(2);
    while (!path.empty()) {
      const std::string_view step = path.substr(0, path.find('/'));
      path.remove_prefix(std::min(path.size(), step.size() + 1));
      const auto next = member(at, step);
      REQUIRE(next.has_value());
      at = *next;
    }
  }
  for (const commands::Command& row : commands::table()) {
    if (!row.path.empty()) CHECK(text.find("\"" + std::string(row.answer) + "\":{") != std::string::npos);
  }
}
