#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "commands/command.hpp"
#include "commands/slash.hpp"

namespace workchat::protocol {

struct ResumeRoom {
  std::string room;
  std::string epoch;
  Seq after = 0;
};

// What a frame asks of its connection, beside the verbs that go to the engine as they are.
struct Ping {};
struct Auth {
  std::string token;
  std::string name, password;  ///< the TCP door's other way
};
struct Resume {
  std::vector<ResumeRoom> rooms;
};
/// A join answers with `history` messages, unless it resumes.
struct JoinAsk {
  verb::Join join;
  std::int64_t history = 50;
};
/// A message that is a slash command; `room` is where it was written.
struct SlashAsk {
  std::string room;
  commands::Slash slash;
};

/// One frame (or REST call, or JSON call of the C ABI), read.
struct Ask {
  std::variant<Verb, JoinAsk, Resume, Auth, Ping, SlashAsk> what;
  const commands::Command* command = nullptr;  ///< null for resume, auth, ping
};

/// A frame of protocol section 3. `id` is the JSON text of its `id`, empty where it has none; it is also set
/// where the rest cannot be read, so that the error can carry it.
struct Frame {
  std::string id;
  Result<Ask> ask;
};
Frame read_frame(std::string_view text, const Limits& limits, commands::Language language);

/// A REST call. `path` and `query` are as they came, still percent-encoded.
struct RestRequest {
  std::string_view method;
  std::string_view path;
  std::string_view query;
  std::string_view content_type;
  std::string_view body;
};
/// Errors: not_found, method_not_allowed (`message` is then the Allow list), unsupported_media_type,
/// bad_request, invalid, too_large.
Result<Ask> read_rest(const RestRequest& request, const Limits& limits, commands::Language language);

/// Percent-decodes the segments of a path: not_found for "." and "..", a NUL, a broken escape or bad UTF-8.
Result<std::vector<std::string>> split_path(std::string_view path);
/// One parameter of a query string, decoded; empty where it is missing.
std::string query_value(std::string_view query, std::string_view name);

}  // namespace workchat::protocol
