#pragma once

#include <cstdint>
#include <optional>

#include <workchat/message.hpp>
#include <workchat/request.hpp>

namespace workchat::store {

// The numbers that stand in a file for our enumerations. They stay when an enumeration is put in another
// order.

/// Of EntryType, Role, Format, UserRole and RoomKind.
template <typename Enum>
std::int64_t code_of(Enum value);

/// The value of a number. Empty optional: there is none.
template <typename Enum>
std::optional<Enum> from_code(std::int64_t code);

}  // namespace workchat::store
