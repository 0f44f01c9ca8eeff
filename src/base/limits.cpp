#include <workchat/limits.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "base/encoding.hpp"

namespace workchat {
namespace {

constexpr std::int64_t kib = 1024;
constexpr std::int64_t mib = 1024 * kib;
constexpr std::int64_t gib = 1024 * mib;
constexpr std::int64_t million = 1000000;
constexpr std::int64_t hour_ms = 3600 * 1000;
constexpr std::int64_t year = 366 * 86400;

std::vector<LimitRow> make_rows() {
  return {
      {"text", &Limits::text, 1, mib, "code points in a message"},
      {"name", &Limits::name, 1, 255, "code points in a user name"},
      {"display_name", &Limits::display_name, 1, 255, "code points in a display name"},
      {"room_name", &Limits::room_name, 1, 255, "code points in a room's name"},
      {"topic", &Limits::topic, 0, 64 * kib, "code points in a room's topic"},
      {"client_id", &Limits::client_id, 1, 255, "bytes in a client_id"},
      {"emoji", &Limits::emoji, 1, 255, "bytes in a reaction"},
      {"reactions", &Limits::reactions, 1, 10'000, "different reactions on a message"},
      {"password_min", &Limits::password_min, 1, 4096, "code points a password has at least"},
      {"password_max", &Limits::password_max, 8, 4096, "code points a password has at most"},
      {"mentions", &Limits::mentions, 0, million, "people told of one message"},

      {"frame", &Limits::frame, 256, gib, "bytes in a WebSocket message from a client"},
      {"body", &Limits::body, 256, gib, "bytes in a request body"},
      {"bodies", &Limits::bodies, 0, 1024 * gib, "bytes of all request bodies in work, beyond a head each"},
      {"head", &Limits::head, 512, mib, "bytes in a request head"},
      {"backlog", &Limits::backlog, 4 * kib, gib, "bytes waiting for one connection"},
      {"chunk", &Limits::chunk, kib, 16 * mib, "bytes of a room written together"},
      {"page_bytes", &Limits::page_bytes, kib, gib, "bytes of text in a page"},
      {"page", &Limits::page, 1, 100000, "messages in a page"},
      {"depth", &Limits::depth, 2, 1000, "levels of JSON"},

      {"rooms_per_user", &Limits::rooms_per_user, 1, million, "rooms a user is a member or the owner of"},
      {"connections_per_user", &Limits::connections_per_user, 1, million, "sessions of a user"},
      {"connections_per_address", &Limits::connections_per_address, 1, million, "connections of an address"},
      {"logins_per_user", &Limits::logins_per_user, 1, million, "signed-in devices of a user"},
      {"presence_room", &Limits::presence_room, 0, million, "people online up to whom a room names them"},
      {"users_listed", &Limits::users_listed, 1, million, "people in one answer of the directory"},
      {"rooms_listed", &Limits::rooms_listed, 0, million, "public rooms in a list, beside one's own"},
      {"inbox", &Limits::inbox, 1, 100 * million, "requests waiting for the engine"},
      {"turn", &Limits::turn, 1, million, "requests decided together"},
      {"outbox", &Limits::outbox, 1, 100 * million, "events waiting for one thread or in-process session"},
      {"executor_queue", &Limits::executor_queue, 1, million, "jobs waiting for a thread"},
      {"send_batch", &Limits::send_batch, 1, 4096, "sockets written to in one call (io_uring); 1: each by itself"},

      {"pace_ms", &Limits::pace_ms, 0, hour_ms,
       "ms a turn waits for the threads that still write the last one"},
      {"presence_grace_ms", &Limits::presence_grace_ms, 0, hour_ms, "ms from the last session to its leave"},
      {"heartbeat_ms", &Limits::heartbeat_ms, 100, hour_ms, "ms between heartbeats"},
      {"heartbeat_grace_ms", &Limits::heartbeat_grace_ms, 100, hour_ms, "ms of silence allowed beyond one"},
      {"head_timeout_ms", &Limits::head_timeout_ms, 100, hour_ms, "ms for a request head to arrive"},
      {"body_timeout_ms", &Limits::body_timeout_ms, 100, hour_ms, "ms for a request body to arrive"},
      {"write_timeout_ms", &Limits::write_timeout_ms, 100, hour_ms,
       "ms a peer may take nothing of what waits for it"},
      {"keep_alive_ms", &Limits::keep_alive_ms, 100, 24 * hour_ms, "ms an idle HTTP connection is kept"},
      {"linger_ms", &Limits::linger_ms, 0, hour_ms, "ms for the peer to read what was said last"},
      {"drain_ms", &Limits::drain_ms, 0, hour_ms, "ms for requests in work when the server stops"},
      {"sse_comment_ms", &Limits::sse_comment_ms, 100, hour_ms, "ms between comments of an event stream"},
      {"token_ttl", &Limits::token_ttl, 1, year, "seconds an access token holds"},
      {"login_ttl", &Limits::login_ttl, 1, 10 * year, "seconds an unused login holds"},
      {"guest_name_ttl", &Limits::guest_name_ttl, 0, year, "seconds a guest's name is kept"},
      {"dedupe_window", &Limits::dedupe_window, 1, 10 * year, "seconds a client_id is remembered"},

      {"hash_memory", &Limits::hash_memory, 8 * kib, 4 * gib, "bytes a password hash takes (argon2id)"},
      {"hash_passes", &Limits::hash_passes, 1, 1000, "passes of a password hash (argon2id)"},

      {"rate", &Limits::rate, 0, 1, "off lifts all rates and connections_per_address"},
      {"rate_messages", &Limits::rate_messages, 1, million, "messages per user and minute"},
      {"burst_messages", &Limits::burst_messages, 1, million, "messages at once"},
      {"rate_commands", &Limits::rate_commands, 1, million, "other commands per user and minute"},
      {"burst_commands", &Limits::burst_commands, 1, million, "other commands at once"},
      {"rate_sign_ins", &Limits::rate_sign_ins, 1, million, "sign-ins per address and minute"},
      {"burst_sign_ins", &Limits::burst_sign_ins, 1, million, "sign-ins at once"},
      {"rate_passwords", &Limits::rate_passwords, 1, million,
       "wrong passwords per account and address, or room and user, and minute"},
      {"burst_passwords", &Limits::burst_passwords, 1, million, "wrong passwords at once"},
  };
}

std::optional<std::int64_t> number_of(const LimitRow& row, std::string_view value) {
  if (row.value == &Limits::rate && value == "off") return 0;
  if (row.value == &Limits::rate && value == "on") return 1;
  return base::to_integer(value);
}

Error refusal(std::string_view name, std::string message) {
  Error error;
  error.code = Errc::invalid;
  error.message = std::move(message);
  error.field = name;
  return error;
}

}  // namespace

const std::vector<LimitRow>& limit_rows() {
  static const std::vector<LimitRow> rows = make_rows();
  return rows;
}

Status set_limit(Limits& limits, std::string_view name, std::string_view value) {
  const auto& rows = limit_rows();
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const LimitRow& r) { return r.name == name; });
  if (row == rows.end()) return refusal(name, "there is no limit of this name");
  const auto number = number_of(*row, value);
  if (!number) return refusal(name, "a limit is a whole number");
  if (*number < row->least || *number > row->most)
    return refusal(name, fmt::format("must be {} to {}", row->least, row->most));
  limits.*row->value = *number;
  return Done{};
}

}  // namespace workchat
