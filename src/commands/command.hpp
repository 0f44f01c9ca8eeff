#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <workchat/limits.hpp>
#include <workchat/request.hpp>
#include <workchat/result.hpp>

namespace workchat::commands {

enum class FieldType { text, integer, boolean, list, map };

/// One field of a command, wherever it comes from: a JSON member, a path segment, a query, a form.
struct Field {
  std::string_view name;
  FieldType type = FieldType::text;
  bool required = false;
  bool served = true;                     ///< false: known to the protocol, but refused with `invalid` so far
  std::int64_t least = 0;                 ///< of an integer; of a text: bytes
  std::int64_t most = INT64_MAX;          ///< of an integer
  std::int64_t Limits::*bound = nullptr;  ///< the named limit that stands in for `most`
  std::string_view choices = {};          ///< of a text: "public|private", one of these; empty: any
  std::string_view about = {};
};

/// What a caller filled in, by field name. A list is refused before it gets here unless its row serves it.
using Value = std::variant<std::string, std::int64_t, bool>;
class Args {
 public:
  void set(std::string_view name, Value value);
  const Value* find(std::string_view name) const;
  /// The field, or what stands in for it when it was not given. Its type was checked against the row.
  std::string text(std::string_view name, std::string_view missing = {}) const;
  std::int64_t integer(std::string_view name, std::int64_t missing = 0) const;
  bool boolean(std::string_view name, bool missing = false) const;
  std::optional<std::string> maybe_text(std::string_view name) const;
  std::optional<std::int64_t> maybe_integer(std::string_view name) const;

 private:
  std::vector<std::pair<std::string_view, Value>> values_;
};

/// One row for each verb: what every door knows of it. It checks form only; rights, rates and limits are
/// decided in the turn.
struct Command {
  std::string_view name;    ///< the frame's `type`; "" where only REST has it
  std::string_view method;  ///< "" where REST has it not
  std::string_view path;    ///< "/rooms/{room}/messages/{seq}"; what stands in braces names a field
  std::string_view rule;    ///< what it takes, in words, e.g. "member"
  std::string_view about;
  std::string_view answer;  ///< the schema of its result: "Message", "Room", …
  int status = 200;         ///< of success, on REST
  std::vector<Field> fields;
  Result<Verb> (*make)(const Args& args) = nullptr;  ///< null: the connection answers it itself (ping)
  bool form = false;                                 ///< REST takes application/x-www-form-urlencoded too
};

/// The number a named limit or the row gives a field as its most.
std::int64_t most_of(const Field& field, const Limits& limits);

/// All rows. Threads: any.
const std::vector<Command>& table();
/// By frame type, aliases of the origin projects included (`text`). Null: no such command.
const Command* find(std::string_view type);

/// A REST path, matched.
struct Match {
  const Command* command = nullptr;  ///< null: `allowed` says which methods the path has; empty: no such path
  Args path;                         ///< as texts, whatever the fields' types
  std::vector<std::string_view> allowed;
};
/// `segments`: percent-decoded, without the leading slash. HEAD is found where GET is.
Match match(std::string_view method, const std::vector<std::string>& segments);

}  // namespace workchat::commands
