#pragma once

#include <string_view>
#include <vector>

#include <workchat/error.hpp>
#include <workchat/request.hpp>

#include "protocol/json_writer.hpp"

/// The objects that several wire objects are made of. With a key they are members, without one items.
namespace workchat::protocol {

/// A user's own log is "@me" to its reader, whatever the store calls it.
std::string_view wire_room(const RoomId& room);

void write_ref(json::Writer& out, std::string_view key, const UserRef& user);
void write_refs(json::Writer& out, std::string_view key, const std::vector<UserRef>& users);
/// The members of a user, in an object that is open.
void write_user_members(json::Writer& out, const User& user);
void write_room_members(json::Writer& out, const RoomView& room);
void write_entry_members(json::Writer& out, const Entry& entry);
void write_entries(json::Writer& out, std::string_view key, const std::vector<Entry>& entries);
/// `code`, `message`, and what its code says.
void write_error_members(json::Writer& out, const Error& error, bool with_status);

}  // namespace workchat::protocol
