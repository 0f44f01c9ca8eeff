#include "protocol/fill.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "commands/check.hpp"
#include "protocol/refuse.hpp"

namespace workchat::protocol {

namespace {

using commands::Args;
using commands::Command;
using commands::Field;
using commands::FieldType;
using commands::invalid;
using commands::Value;

const Field* field_named(const Command& command, std::string_view name) {
  for (const Field& field : command.fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

using Seen = std::vector<const Field*>;
bool contains(const Seen& seen, const Field* field) {
  return std::find(seen.begin(), seen.end(), field) != seen.end();
}

Result<Value> scalar(const Field& field, json::Value value) {
  switch (field.type) {
    case FieldType::text:
      if (value.kind() == json::Kind::text) return Value(std::string(value.text()));
      return invalid(field.name, "is not a text");
    case FieldType::integer:
      if (const auto number = value.integer()) return Value(*number);
      return invalid(field.name, "is not a whole number");
    case FieldType::boolean:
      if (value.kind() == json::Kind::boolean) return Value(value.boolean());
      return invalid(field.name, "is neither true nor false");
    case FieldType::list:
    case FieldType::map: break;
  }
  return invalid(field.name, "cannot be given here");
}

/// An empty list says nothing, so it is taken also where lists are not served.
bool empty_list(const Field& field, json::Value value) {
  return field.type == FieldType::list && value.kind() == json::Kind::list && value.size() == 0;
}

Status set_checked(Args& args, const Field& field, Result<Value> value, const Limits& limits) {
  if (!field.served) return invalid(field.name, "is not served yet");
  if (!value) return value.error();
  if (Status status = commands::check(field, *value, limits); !status) return status;
  args.set(field.name, std::move(*value));
  return Done{};
}

/// A message whose text is a slash command: the command stands for it, under its client_id.
Result<Ask> make_slash(const verb::Post& post, const Command& command, commands::Language language) {
  Result<commands::Slash> slash = commands::read_slash(post.text, post.room, language);
  if (!slash) return slash.error();
  if (Verb* verb = std::get_if<Verb>(&slash->ask)) {
    if (auto* said = std::get_if<verb::Post>(verb)) {
      said->client_id = post.client_id;
      said->reply_to = post.reply_to;
    } else if (auto* direct = std::get_if<verb::PostDirect>(verb)) {
      direct->client_id = post.client_id;
      direct->format = post.format;
    }
  }
  return Ask{SlashAsk{std::string(base::unpinned(post.room)), std::move(*slash)}, &command};
}

}  // namespace

Status fill(Args& args, const Command& command, json::Value object, const Limits& limits) {
  Seen seen;
  for (const auto& [name, value] : object.members()) {
    const Field* field = field_named(command, name);
    if (!field) continue;
    if (contains(seen, field)) return refuse(Errc::bad_request, "A field is given twice.");
    if (args.find(field->name)) continue;  // the path has said it
    seen.push_back(field);
    if (empty_list(*field, value)) continue;
    if (Status status = set_checked(args, *field, scalar(*field, value), limits); !status) return status;
  }
  return Done{};
}

Status fill(Args& args, const Command& command, const Pairs& pairs, const Limits& limits) {
  Seen seen;
  for (const auto& [name, text] : pairs) {
    const Field* field = field_named(command, name);
    if (!field) continue;
    if (contains(seen, field)) return invalid(field->name, "is given twice");
    if (args.find(field->name)) continue;
    seen.push_back(field);
    Status status = set_checked(args, *field, commands::from_text(*field, text), limits);
    if (!status) return status;
  }
  return Done{};
}

Status fill_path(Args& args, const Command& command, const Args& path, const Limits& limits) {
  for (const Field& field : command.fields) {
    const auto text = path.maybe_text(field.name);
    if (!text) continue;
    Status status = set_checked(args, field, commands::from_text(field, *text), limits);
    if (!status) return status;
  }
  return Done{};
}

Result<Ask> make_ask(const Command& command, const Args& args, commands::Language language) {
  if (Status status = commands::check_complete(command, args); !status) return status.error();
  Result<Verb> verb = command.make(args);
  if (!verb) return verb.error();
  if (auto* post = std::get_if<verb::Post>(&*verb)) {
    if (commands::is_slash(post->text)) return make_slash(*post, command, language);
    post->text = commands::unescape_slash(post->text);
  }
  // Only a frame joins as a listener; the REST call has a path.
  if (auto* join = std::get_if<verb::Join>(&*verb); join && command.path.empty()) {
    JoinAsk ask;
    ask.history = args.integer("history", ask.history);
    ask.join = std::move(*join);
    return Ask{std::move(ask), &command};
  }
  return Ask{std::move(*verb), &command};
}

}  // namespace workchat::protocol
