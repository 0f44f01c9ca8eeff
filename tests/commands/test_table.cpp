#include <doctest/doctest.h>

#include <set>
#include <string>

#include "commands/command.hpp"

using namespace workchat;
using namespace workchat::commands;

namespace {

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    path.remove_prefix(1);
    segments.emplace_back(path.substr(0, path.find('/')));
    path.remove_prefix(segments.back().size());
  }
  return segments;
}

std::string label(const Command& row) {
  return std::string(row.name) + " " + std::string(row.method) + " " + std::string(row.path);
}

/// Every required field filled in with something that its row takes.
Args filled(const Command& row) {
  Args args;
  for (const Field& field : row.fields) {
    if (!field.required) continue;
    switch (field.type) {
      case FieldType::text:
        args.set(field.name, std::string(field.choices.substr(0, field.choices.find('|'))));
        break;
      case FieldType::integer: args.set(field.name, std::int64_t{1}); break;
      case FieldType::boolean: args.set(field.name, true); break;
      case FieldType::list:
      case FieldType::map: break;
    }
  }
  return args;
}

}  // namespace

TEST_CASE("Every row of the table says what it is, and is found by its name or its path") {
  std::set<std::string> doors;
  for (const Command& row : table()) {
    CAPTURE(label(row));
    CHECK(doors.insert(label(row)).second);
    CHECK_FALSE(row.about.empty());
    CHECK_FALSE(row.rule.empty());
    CHECK_FALSE(row.answer.empty());
    CHECK((!row.name.empty() || !row.path.empty()));
    CHECK(row.method.empty() == row.path.empty());
    if (!row.name.empty()) CHECK(find(row.name) == &row);
    if (!row.path.empty()) CHECK(match(row.method, split(row.path)).command == &row);
  }
}

TEST_CASE("A field is named once in its row, never as a frame's own members, and every brace names one") {
  for (const Command& row : table()) {
    CAPTURE(label(row));
    std::set<std::string_view> names;
    for (const Field& field : row.fields) {
      CHECK(names.insert(field.name).second);
      CHECK_FALSE(field.about.empty());
      if (!row.name.empty()) CHECK((field.name != "type" && field.name != "id"));
    }
    for (const std::string& segment : split(row.path)) {
      if (!row.path.empty() && segment[0] == '{') {
        CHECK(names.count(std::string_view(segment).substr(1, segment.size() - 2)) == 1);
      }
    }
  }
}

TEST_CASE("Every row but those the connection answers makes a verb of what it requires") {
  for (const Command& row : table()) {
    CAPTURE(label(row));
    const bool of_connection = row.name == "ping" || row.name == "auth" || row.name == "resume";
    CHECK((row.make == nullptr) == of_connection);
    if (row.make == nullptr || row.name == "create" || row.name == "moderate") continue;
    CHECK(row.make(filled(row)).ok());
  }
}

TEST_CASE("Every verb that people ask for has a frame or a path; the rest is the server's own") {
  std::set<std::size_t> made;
  for (const Command& row : table()) {
    if (row.make == nullptr || row.name == "moderate" || row.name == "create") continue;
    made.insert(row.make(filled(row)).value().index());
  }
  // The streams' own, and what frame "auth" and /msg make.
  const std::set<std::size_t> own = {Verb(verb::OpenSession{}).index(), Verb(verb::RenewSession{}).index(),
                                     Verb(verb::CloseSession{}).index(), Verb(verb::ReadFeed{}).index(),
                                     Verb(verb::PostDirect{}).index()};
  for (std::size_t index = 0; index < std::variant_size_v<Verb>; ++index) {
    CAPTURE(index);
    CHECK(made.count(index) == 1 - own.count(index));
  }
}

TEST_CASE("A path that is there without the method says which it has; HEAD is found where GET is") {
  const Match wrong = match("PUT", {"rooms"});
  CHECK(wrong.command == nullptr);
  CHECK(wrong.allowed == std::vector<std::string_view>{"GET", "HEAD", "POST"});
  CHECK(match("HEAD", {"rooms"}).command == match("GET", {"rooms"}).command);
  CHECK(match("GET", {"rooms", "a", "b", "c"}).allowed.empty());
  CHECK(match("GET", {"rooms", ""}).allowed.empty());
  CHECK(match("GET", {}).allowed.empty());
}

TEST_CASE("Moderation by frame asks for what its action needs, and takes nothing beside it") {
  const Command& row = *find("moderate");
  Args args;
  args.set("room", std::string("r"));
  args.set("user", std::string("u"));
  const auto with = [&](std::string_view action) {
    Args more = args;
    more.set("action", std::string(action));
    return more;
  };
  CHECK(std::get<verb::Kick>(*row.make(with("kick"))).user == "u");
  CHECK(std::get<verb::Ban>(*row.make(with("ban"))).on);
  CHECK_FALSE(std::get<verb::Ban>(*row.make(with("unban"))).on);
  CHECK_FALSE(std::get<verb::Mute>(*row.make(with("unmute"))).on);
  CHECK(row.make(with("role")).error().field == "role");
  Args mute = with("mute");
  mute.set("for_ms", std::int64_t{5});
  CHECK(std::get<verb::Mute>(*row.make(mute)).for_ms == 5);
  Args ban = with("ban");
  ban.set("for_ms", std::int64_t{5});
  CHECK(row.make(ban).error().field == "for_ms");
  Args role = with("role");
  role.set("role", std::string("moderator"));
  CHECK(std::get<verb::SetMember>(*row.make(role)).role == Role::moderator);
}

TEST_CASE("S4-05 A room is created by its name as in the seed, or by name and id") {
  const Command& row = *find("create");
  Args args;
  CHECK(row.make(args).error().field == "name");
  args.set("room", std::string("Sala 1"));
  CHECK(std::get<verb::CreateRoom>(*row.make(args)).name == "Sala 1");
  args.set("name", std::string("Sala"));
  CHECK(std::get<verb::CreateRoom>(*row.make(args)).name == "Sala");
  CHECK(std::get<verb::CreateRoom>(*row.make(args)).id == "Sala 1");
}
