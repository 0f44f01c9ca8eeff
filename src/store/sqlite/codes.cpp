#include "store/sqlite/codes.hpp"

namespace workchat::store {
namespace {

template <typename Enum>
struct Code {
  Enum value;
  std::int64_t code;
};

template <typename Enum>
constexpr Code<Enum> codes[] = {};

// Schema and queries name message (1), edit (2), the changes (2 to 5) and mention (20) by their numbers.
template <>
constexpr Code<EntryType> codes<EntryType>[] = {
    {EntryType::message, 1},       {EntryType::edit, 2},          {EntryType::deletion, 3},
    {EntryType::reaction, 4},      {EntryType::pin, 5},           {EntryType::member, 6},
    {EntryType::room, 7},          {EntryType::mention, 20},      {EntryType::direct, 21},
    {EntryType::invited, 22},      {EntryType::read, 23},         {EntryType::room_created, 40},
    {EntryType::room_changed, 41}, {EntryType::room_deleted, 42}, {EntryType::announcement, 43},
};
template <>
constexpr Code<Role> codes<Role>[] = {
    {Role::none, 0}, {Role::invited, 1}, {Role::member, 2}, {Role::moderator, 3}, {Role::owner, 4},
};
template <>
constexpr Code<Format> codes<Format>[] = {{Format::plain, 0}, {Format::markdown, 1}};
template <>
constexpr Code<UserRole> codes<UserRole>[] = {
    {UserRole::guest, 0}, {UserRole::user, 1}, {UserRole::admin, 2}};
template <>
constexpr Code<RoomKind> codes<RoomKind>[] = {
    {RoomKind::open, 0},
    {RoomKind::closed, 1},
    {RoomKind::direct, 2},
    {RoomKind::announcement, 3},
};

}  // namespace

template <typename Enum>
std::int64_t code_of(Enum value) {
  for (const auto& each : codes<Enum>)
    if (each.value == value) return each.code;
  return -1;
}

template <typename Enum>
std::optional<Enum> from_code(std::int64_t code) {
  for (const auto& each : codes<Enum>)
    if (each.code == code) return each.value;
  return std::nullopt;
}

template std::int64_t code_of(EntryType);
template std::int64_t code_of(Role);
template std::int64_t code_of(Format);
template std::int64_t code_of(UserRole);
template std::int64_t code_of(RoomKind);
template std::optional<EntryType> from_code(std::int64_t);
template std::optional<Role> from_code(std::int64_t);
template std::optional<Format> from_code(std::int64_t);
template std::optional<UserRole> from_code(std::int64_t);
template std::optional<RoomKind> from_code(std::int64_t);

}  // namespace workchat::store
