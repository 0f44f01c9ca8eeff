#pragma once

#include <string_view>

#include "commands/command.hpp"

/// The words the rows of the table are written in.
namespace workchat::commands {

/// The largest whole number that every JSON reader keeps exactly (RFC 7493).
constexpr std::int64_t most_exact = 9007199254740991;

constexpr Field text(std::string_view name, std::string_view about) {
  Field field;
  field.name = name;
  field.about = about;
  return field;
}

constexpr Field integer(std::string_view name, std::int64_t least, std::string_view about) {
  Field field = text(name, about);
  field.type = FieldType::integer;
  field.least = least;
  field.most = most_exact;
  return field;
}

/// How many are asked for: at most `limits.page`.
constexpr Field count(std::string_view name, std::int64_t least, std::string_view about) {
  Field field = integer(name, least, about);
  field.bound = &Limits::page;
  return field;
}

constexpr Field boolean(std::string_view name, std::string_view about) {
  Field field = text(name, about);
  field.type = FieldType::boolean;
  return field;
}

constexpr Field list(std::string_view name, std::string_view about) {
  Field field = text(name, about);
  field.type = FieldType::list;
  return field;
}

constexpr Field map(std::string_view name, std::string_view about) {
  Field field = text(name, about);
  field.type = FieldType::map;
  return field;
}

constexpr Field one_of(std::string_view name, std::string_view choices, std::string_view about) {
  Field field = text(name, about);
  field.choices = choices;
  return field;
}

constexpr Field not_empty(Field field) {
  field.least = 1;
  return field;
}

constexpr Field needed(Field field) {
  field.required = true;
  return field;
}

/// Known to the protocol, but refused with `invalid`.
constexpr Field unserved(Field field) {
  field.served = false;
  return field;
}

constexpr Field room_field = needed(text("room", "id or name of the room, or `id@epoch`"));
constexpr Field user_field = needed(text("user", "id or name of the user"));
constexpr Field seq_field = needed(integer("seq", 1, "number of the message in its room"));
constexpr Field role_field = one_of("role", "member|moderator|owner", "standing in the room");

}  // namespace workchat::commands
