#include "fuzz/json_shown.hpp"

#include "protocol/json_writer.hpp"

namespace workchat::fuzz {
namespace {

using protocol::json::Kind;
using protocol::json::quoted;
using protocol::json::Value;

void append(std::string& out, Value value);

void append_object(std::string& out, Value object) {
  out += '{';
  bool comma = false;
  for (const auto& [name, value] : object.members()) {
    if (comma) out += ',';
    comma = true;
    out += quoted(name) + ':';
    append(out, value);
  }
  out += '}';
}

void append(std::string& out, Value value) {
  switch (value.kind()) {
    case Kind::null: out += "null"; return;
    case Kind::boolean: out += value.boolean() ? "true" : "false"; return;
    case Kind::number: out += value.text(); return;
    case Kind::text: out += quoted(value.text()); return;
    case Kind::object: return append_object(out, value);
    case Kind::list: break;
  }
  out += '[';
  for (std::uint32_t i = 0; i < value.size(); ++i) out += i == 0 ? "null" : ",null";
  out += ']';
}

}  // namespace

std::string json_shown(Value value) {
  std::string out;
  append(out, value);
  return out;
}

}  // namespace workchat::fuzz
