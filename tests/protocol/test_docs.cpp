#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include <workchat/error.hpp>

#include "commands/command.hpp"

// The tables in docs/protocol.md are what the rows say. WORKCHAT_WRITE_DOCS=1 writes them anew.

using namespace workchat;
using namespace workchat::commands;

namespace {

const std::string described = "docs/protocol.md";

std::string code(std::string_view text) {
  return "`" + std::string(text) + "`";
}

/// In a table a bar would end the cell.
std::string choices_of(const Field& field) {
  std::string out;
  for (const char c : field.choices) out += c == '|' ? std::string(", ") : std::string(1, c);
  return out;
}

/// `text`, `reply_to`?, `format`? (plain, markdown): what the path has is left out.
std::string fields_of(const Command& row, bool rest) {
  std::string out;
  for (const Field& field : row.fields) {
    const bool in_path = row.path.find("{" + std::string(field.name) + "}") != std::string_view::npos;
    if (!field.served || (rest && in_path)) continue;
    if (!out.empty()) out += ", ";
    out += code(field.name) + (field.required ? "" : "?");
    if (!field.choices.empty()) out += " (" + choices_of(field) + ")";
  }
  return out;
}

std::string calls() {
  std::string out = "| Call | Fields | Answer | Who may | Does |\n|---|---|---|---|---|\n";
  for (const Command& row : table()) {
    if (row.path.empty()) continue;
    out += "| " + code(std::string(row.method) + " " + std::string(row.path)) + " | " + fields_of(row, true) +
           " | " + std::to_string(row.status) + " " + std::string(row.answer) + " | " +
           std::string(row.rule) + " | " + std::string(row.about) + " |\n";
  }
  return out;
}

std::string frames() {
  std::string out = "| Type | Fields | Answer | Who may | Does |\n|---|---|---|---|---|\n";
  for (const Command& row : table()) {
    if (row.name.empty()) continue;
    out += "| " + code(row.name) + " | " + fields_of(row, false) + " | " + std::string(row.answer) + " | " +
           std::string(row.rule) + " | " + std::string(row.about) + " |\n";
  }
  return out;
}

std::string errors() {
  std::string out = "| Code | Status |\n|---|---|\n";
  for (int number = 0; number < static_cast<int>(Errc::closed); ++number) {
    const ErrorRow& row = describe(static_cast<Errc>(number));
    out += "| " + code(row.wire) + " | " + std::to_string(row.http_status) + " |\n";
  }
  return out;
}

std::string read_page() {
  std::ifstream in(described, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The page with `table` between the two marks of `name`; as it was where they are missing.
std::string with_table(std::string text, const std::string& name, const std::string& rows) {
  const std::string begin = "<!-- begin " + name + " -->\n";
  const std::size_t first = text.find(begin);
  const std::size_t last = text.find("<!-- end " + name + " -->");
  REQUIRE(first != std::string::npos);
  REQUIRE(last != std::string::npos);
  const std::size_t from = first + begin.size();
  return text.replace(from, last - from, rows);
}

}  // namespace

TEST_CASE("The tables of docs/protocol.md are those of the rows") {
  const std::string text = read_page();
  REQUIRE_FALSE(text.empty());
  std::string right = with_table(text, "calls", calls());
  right = with_table(right, "frames", frames());
  right = with_table(right, "errors", errors());
  if (std::getenv("WORKCHAT_WRITE_DOCS")) {
    std::ofstream(described, std::ios::binary) << right;
    return;
  }
  INFO("WORKCHAT_WRITE_DOCS=1 writes them anew");
  CHECK(text == right);
}
