#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <workchat/event.hpp>
#include <workchat/limits.hpp>
#include <workchat/request.hpp>

#include "commands/command.hpp"

/// The wire objects of protocol.md as JSON text. Threads: any; all are pure functions.
namespace workchat::protocol {

/// The object of an event, the same on every door.
std::string write_event(const Event& event);
std::string write_entry(const Entry& entry);
/// `{"type":"nop","room","seq"}`
std::string write_nop(const RoomId& room, Seq seq);

// -- WebSocket frames; `id` is the JSON text of the request's id, empty where it had none --------------
std::string write_welcome(const SessionOpened& session, const Limits& limits);
/// `history` null: the join has recovered, and has no `messages`.
std::string write_joined(std::string_view id, const Joined& joined, const Page* history,
                         const Limits& limits);
/// A Receipt's `ok` is flat (an edit's, reaction's … also has the entry as `result`); every other answer is
/// the REST twin's body as `result`. `command`: as for write_body.
std::string write_ok(std::string_view id, const Answer& answer, const commands::Command* command = nullptr);
/// The answer to a slash command that had an id; `result` is the same object as write_notice's.
std::string write_ok_notice(std::string_view id, std::string_view text);
/// The answer to one that was done: `text` is what the asker is told; without any it is as write_ok.
std::string write_ok_slash(std::string_view id, std::string_view text, const Answer& answer,
                           const commands::Command* command);
/// The end of a resume: the rooms that refused, by the names they were asked for by.
std::string write_ok_resumed(std::string_view id, const std::vector<std::pair<std::string, Error>>& refused);
std::string write_error(std::string_view id, const Error& error);
std::string write_notice(std::string_view text, std::string_view room);
std::string write_pong(std::string_view id);
std::string write_heartbeat(const std::vector<std::pair<RoomId, Seq>>& heads);
std::string write_auth_expiring(std::int64_t in_ms);

// -- REST bodies -----------------------------------------------------------------------------------------
/// `command`: what was asked; with a row whose answer is "Entries" a Page is raw entries, else (and for null)
/// messages. A Receipt is its entry; one without (a duplicate) is `{"room","seq","ts","duplicate"}`, and the
/// caller who wants the first message reads it from the room.
std::string write_body(const Answer& answer, const commands::Command* command = nullptr);
/// A message as pages of messages hold it.
std::string write_message(const Message& message);
std::string write_error_body(const Error& error);
/// The row's status; 200 for a duplicate.
int status_of(const commands::Command& command, const Answer& answer);

/// `/openapi.json`, from the rows.
std::string write_openapi();

}  // namespace workchat::protocol
