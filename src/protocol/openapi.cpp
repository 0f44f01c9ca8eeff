#include <algorithm>
#include <cctype>

#include <workchat/version.hpp>

#include "protocol/json_writer.hpp"
#include "protocol/schemas.hpp"
#include "protocol/write.hpp"

namespace workchat::protocol {

namespace {

using commands::Command;
using commands::Field;
using commands::FieldType;

/// A call that the server answers itself.
struct Door {
  std::string_view path;
  std::string_view about;
  std::string_view media;
  bool open;  ///< to anybody
};

constexpr Door doors[] = {
    {"/notifications", "Everything this user follows, as a stream of events.", "text/event-stream", false},
    {"/auth/providers", "The ways to sign in that this server offers.", "application/json", true},
    {"/healthz", "200 while the server answers.", "application/json", true},
    {"/openapi.json", "This description.", "application/json", true},
};

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// "get_rooms_room_messages"
std::string operation_of(std::string_view method, std::string_view path) {
  std::string id = lower(method);
  for (const char c : path) {
    if (std::isalnum(static_cast<unsigned char>(c))) {
      id += c;
    } else if (id.back() != '_') {
      id += '_';
    }
  }
  if (id.back() == '_') id.pop_back();
  return id;
}

bool in_path(const Command& row, const Field& field) {
  return row.path.find("{" + std::string(field.name) + "}") != std::string_view::npos;
}

bool has_body(const Command& row) {
  return row.method != "GET" && row.method != "DELETE";
}

std::string_view type_of(FieldType type) {
  switch (type) {
    case FieldType::text: return "string";
    case FieldType::integer: return "integer";
    case FieldType::boolean: return "boolean";
    case FieldType::list: return "array";
    case FieldType::map: return "object";
  }
  return {};
}

void write_schema(json::Writer& out, std::string_view key, const Field& field) {
  out.open_object(key).text("type", type_of(field.type));
  if (field.type == FieldType::integer) {
    out.integer("minimum", field.least).integer("maximum", commands::most_of(field, Limits{}));
  }
  if (field.type == FieldType::text && field.least > 0) out.integer("minLength", field.least);
  if (!field.choices.empty()) {
    out.open_list("enum");
    for (std::string_view left = field.choices; !left.empty();) {
      const std::string_view word = left.substr(0, left.find('|'));
      out.item(word);
      left.remove_prefix(std::min(left.size(), word.size() + 1));
    }
    out.close_list();
  }
  out.text("description", field.about).close_object();
}

void write_parameters(json::Writer& out, const Command& row) {
  out.open_list("parameters");
  for (const Field& field : row.fields) {
    const bool path = in_path(row, field);
    if (!field.served || (!path && has_body(row))) continue;
    out.open_object().text("name", field.name).text("in", path ? "path" : "query");
    out.boolean("required", field.required);
    write_schema(out, "schema", field);
    out.close_object();
  }
  out.close_list();
}

void write_body_schema(json::Writer& out, std::string_view media, const std::vector<Field>& fields) {
  out.open_object(media).open_object("schema").text("type", "object").open_object("properties");
  for (const Field& field : fields) write_schema(out, field.name, field);
  out.close_object().open_list("required");
  for (const Field& field : fields) {
    if (field.required) out.item(field.name);
  }
  out.close_list().close_object().close_object();
}

void write_request_body(json::Writer& out, const Command& row) {
  std::vector<Field> fields;
  bool required = false;
  for (const Field& field : row.fields) {
    if (!field.served || in_path(row, field)) continue;
    fields.push_back(field);
    required = required || field.required;
  }
  if (fields.empty() || !has_body(row)) return;
  out.open_object("requestBody").boolean("required", required).open_object("content");
  write_body_schema(out, "application/json", fields);
  if (row.form) write_body_schema(out, "application/x-www-form-urlencoded", fields);
  out.close_object().close_object();
}

void write_response(json::Writer& out, int status, std::string_view about, std::string_view schema) {
  out.open_object(std::to_string(status)).text("description", about).open_object("content");
  out.open_object("application/json").open_object("schema");
  out.text("$ref", "#/components/schemas/" + std::string(schema)).close_object().close_object();
  if (schema == "Entries") {
    out.open_object("text/event-stream").open_object("schema").text("type", "string");
    out.close_object().close_object();
  }
  out.close_object().close_object();
}

void write_operation(json::Writer& out, const Command& row) {
  out.open_object(lower(row.method)).text("operationId", operation_of(row.method, row.path));
  out.text("summary", row.about).text("description", "Who may: " + std::string(row.rule) + ".");
  if (row.rule.substr(0, 7) == "anybody") out.open_list("security").close_list();
  write_parameters(out, row);
  write_request_body(out, row);
  out.open_object("responses");
  write_response(out, row.status, "It is done.", row.answer);
  if (row.answer == "Message") write_response(out, 200, "This client_id was stored before.", row.answer);
  out.open_object("default").text("$ref", "#/components/responses/Error").close_object();
  out.close_object().close_object();
}

void write_door(json::Writer& out, const Door& door) {
  out.open_object(door.path).open_object("get").text("operationId", operation_of("GET", door.path));
  out.text("summary", door.about);
  if (door.open) out.open_list("security").close_list();
  out.open_object("responses").open_object("200").text("description", "It is done.");
  out.open_object("content").open_object(door.media).open_object("schema").close_object().close_object();
  out.close_object().close_object().close_object().close_object().close_object();
}

void write_paths(json::Writer& out) {
  out.open_object("paths");
  std::vector<std::string_view> written;
  for (const Command& first : commands::table()) {
    if (first.path.empty() || std::find(written.begin(), written.end(), first.path) != written.end())
      continue;
    written.push_back(first.path);
    out.open_object(first.path);
    for (const Command& row : commands::table()) {
      if (row.path == first.path) write_operation(out, row);
    }
    out.close_object();
  }
  for (const Door& door : doors) write_door(out, door);
  out.close_object();
}

void write_error_schema(json::Writer& out) {
  out.open_object("Error").text("type", "object").open_list("required").item("error").close_list();
  out.open_object("properties").open_object("error").text("type", "object");
  out.open_list("required").item("code").item("message").close_list();
  out.open_object("properties").open_object("code").text("type", "string").open_list("enum");
  for (int code = 0; code < static_cast<int>(Errc::closed); ++code) {  // which is not of the wire
    out.item(describe(static_cast<Errc>(code)).wire);
  }
  out.close_list().close_object();
  for (const std::string_view name : {"message", "rule", "field"}) {
    out.open_object(name).text("type", "string").close_object();
  }
  out.open_object("retry_ms").text("type", "integer").close_object();
  out.close_object().close_object().close_object().close_object();
}

void write_components(json::Writer& out) {
  out.open_object("components").open_object("schemas");
  for (const auto& [name, schema] : schemas()) out.raw(name, schema);
  write_error_schema(out);
  out.close_object().open_object("responses").open_object("Error");
  out.text("description", "It was not done.").open_object("content").open_object("application/json");
  out.open_object("schema").text("$ref", "#/components/schemas/Error").close_object();
  out.close_object().close_object().close_object().close_object().open_object("securitySchemes");
  out.open_object("bearer").text("type", "http").text("scheme", "bearer").close_object();
  out.open_object("cookie").text("type", "apiKey").text("in", "cookie").text("name", "session_id");
  out.close_object().close_object().close_object();
}

}  // namespace

std::string write_openapi() {
  json::Writer out;
  out.open_object().text("openapi", "3.1.0").open_object("info");
  out.text("title", "workchat").text("version", version()).close_object();
  out.open_list("security").open_object().open_list("bearer").close_list().close_object();
  out.open_object().open_list("cookie").close_list().close_object().close_list();
  write_paths(out);
  write_components(out);
  return out.close_object().take();
}

}  // namespace workchat::protocol
