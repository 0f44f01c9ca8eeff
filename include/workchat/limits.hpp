#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <workchat/result.hpp>

namespace workchat {

/// Every bound of the library, by name. The defaults are protocol section 2's; `--limit NAME=VALUE` sets one.
struct Limits {
  // What people write. Lengths of text are in Unicode code points.
  std::int64_t text = 4000;
  std::int64_t name = 32;
  std::int64_t display_name = 64;
  std::int64_t room_name = 80;
  std::int64_t topic = 250;
  std::int64_t client_id = 64;  // bytes
  std::int64_t emoji = 64;      // bytes
  std::int64_t reactions = 50;  // different ones on a message
  std::int64_t password_min = 8;
  std::int64_t password_max = 256;
  std::int64_t mentions = 50;  // people told of one message

  // What travels. Bytes.
  std::int64_t frame = 65536;
  std::int64_t body = 1048576;
  std::int64_t bodies = 67108864;
  std::int64_t head = 16384;
  std::int64_t backlog = 1048576;
  std::int64_t chunk = 65536;
  std::int64_t page_bytes = 262144;
  std::int64_t page = 500;  // messages or entries
  std::int64_t depth = 16;  // levels of JSON

  // How many.
  std::int64_t rooms_per_user = 200;
  std::int64_t connections_per_user = 50;
  std::int64_t connections_per_address = 1000;
  std::int64_t logins_per_user = 100;
  std::int64_t presence_room = 100;
  std::int64_t users_listed = 1000;  // people in one answer of a directory
  std::int64_t rooms_listed = 1000;  // public rooms in a list, beside one's own
  std::int64_t inbox = 65536;        // requests waiting for the loop
  std::int64_t turn = 1024;          // requests decided together
  std::int64_t outbox = 65536;       // events waiting for one listener thread or in-process session
  std::int64_t executor_queue = 4096;
  std::int64_t send_batch = 256;     // sockets written to in one call of the system

  // How long.
  std::int64_t pace_ms = 250;
  std::int64_t presence_grace_ms = 2000;
  std::int64_t heartbeat_ms = 25000;
  std::int64_t heartbeat_grace_ms = 10000;
  std::int64_t head_timeout_ms = 10000;
  std::int64_t body_timeout_ms = 30000;
  std::int64_t write_timeout_ms = 60000;
  std::int64_t keep_alive_ms = 60000;
  std::int64_t linger_ms = 2000;
  std::int64_t drain_ms = 5000;
  std::int64_t sse_comment_ms = 15000;
  std::int64_t token_ttl = 3600;         // seconds
  std::int64_t login_ttl = 2592000;      // seconds
  std::int64_t guest_name_ttl = 86400;   // seconds
  std::int64_t dedupe_window = 2592000;  // seconds

  // What a password hash costs (argon2id).
  std::int64_t hash_memory = 67108864;  // bytes
  std::int64_t hash_passes = 2;

  // Rates: a bucket of `burst` that fills by `per minute`. `rate` = 0 ("off") lifts all of them and
  // connections_per_address.
  std::int64_t rate = 1;
  std::int64_t rate_messages = 600;   // per user and minute
  std::int64_t burst_messages = 60;
  std::int64_t rate_commands = 6000;  // per user and minute, every other command
  std::int64_t burst_commands = 600;
  std::int64_t rate_sign_ins = 60;    // guests, registrations and sign-ins, per address and minute
  std::int64_t burst_sign_ins = 120;
  std::int64_t rate_passwords = 6;    // wrong passwords, per account and address, or room and user, and minute
  std::int64_t burst_passwords = 10;
};

/// One named limit: what `--help` lists and `set_limit` takes.
struct LimitRow {
  std::string_view name;
  std::int64_t Limits::*value;
  std::int64_t least;
  std::int64_t most;
  std::string_view about;  ///< a short line with the unit
};

/// All rows, in the order of the struct. Threads: any.
WORKCHAT_API const std::vector<LimitRow>& limit_rows();

/// Sets one limit from text: a whole number, or "off" / "on" for `rate`.
/// Errors: invalid (unknown name, not a number, out of range), with `field` = name.
WORKCHAT_API Status set_limit(Limits& limits, std::string_view name, std::string_view value);

}  // namespace workchat
