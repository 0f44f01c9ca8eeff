#include "options.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "protocol/json.hpp"

namespace workchat::capi {
namespace {

using protocol::json::Document;
using protocol::json::Kind;
using protocol::json::Value;

constexpr std::int64_t most_levels = 2;  // {"limits":{...}}

Error invalid(std::string_view field, std::string message) {
  return Error{Errc::invalid, std::move(message), {}, std::string(field), 0};
}

Status read(std::string_view name, Value value, std::string& out) {
  if (value.kind() != Kind::text) return invalid(name, "a text is asked");
  out = value.text();
  return Done{};
}

Status read(std::string_view name, Value value, bool& out) {
  if (value.kind() != Kind::boolean) return invalid(name, "true or false is asked");
  out = value.boolean();
  return Done{};
}

Status read(std::string_view name, Value value, int& out) {
  const auto number = value.integer();
  if (!number || *number < 0 || *number > std::numeric_limits<int>::max())
    return invalid(name, "a whole number is asked");
  out = static_cast<int>(*number);
  return Done{};
}

Status read(std::string_view name, Value value, Limits& out) {
  if (value.kind() != Kind::object) return invalid(name, "an object is asked");
  for (const auto& limit : value.members()) {
    const Kind kind = limit.value.kind();
    if (kind != Kind::number && kind != Kind::text) return invalid(limit.name, "a number is asked");
    if (auto set = set_limit(out, limit.name, limit.value.text()); !set) return set;
  }
  return Done{};
}

Status read_option(std::string_view name, Value value, EngineOptions& out) {
  if (name == "store") return read(name, value, out.store);
  if (name == "motd") return read(name, value, out.motd);
  if (name == "limits") return read(name, value, out.limits);
  if (name == "guests") return read(name, value, out.guests);
  if (name == "registration") return read(name, value, out.registration);
  if (name == "threads") return read(name, value, out.listening.threads);
  if (name == "certificate") return read(name, value, out.listening.certificate);
  if (name == "private_key") return read(name, value, out.listening.private_key);
  return invalid(name, "there is no option of this name");
}

}  // namespace

Result<EngineOptions> read_options(std::string_view json) {
  auto document = Document::parse(json, most_levels);
  if (!document) return std::move(document).error();
  if (document->root().kind() != Kind::object)
    return Error{Errc::bad_request, "options are a JSON object", {}, {}, 0};
  EngineOptions options;
  for (const auto& member : document->root().members()) {
    if (auto done = read_option(member.name, member.value, options); !done) return std::move(done).error();
  }
  return options;
}

}  // namespace workchat::capi
