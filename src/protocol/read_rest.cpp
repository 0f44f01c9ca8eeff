#include <algorithm>
#include <cctype>
#include <utility>

#include "commands/check.hpp"
#include "protocol/fill.hpp"
#include "protocol/json.hpp"
#include "protocol/read.hpp"
#include "protocol/refuse.hpp"
#include "protocol/url.hpp"

namespace workchat::protocol {

namespace {

using commands::Args;
using commands::Command;

std::string join_list(const std::vector<std::string_view>& words) {
  std::string list;
  for (const std::string_view word : words) {
    if (!list.empty()) list += ", ";
    list += word;
  }
  return list;
}

Result<commands::Match> find_route(const RestRequest& request) {
  const auto segments = split_path(request.path);
  if (!segments) return segments.error();
  commands::Match match = commands::match(request.method, *segments);
  if (match.command) return match;
  if (match.allowed.empty()) return refuse(Errc::not_found, "There is no such path.");
  match.allowed.push_back("OPTIONS");
  return refuse(Errc::method_not_allowed, join_list(match.allowed));
}

enum class Media { json, form, other };

std::string lower_without_blanks(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && c != '\t' && c != '"')
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

/// What a body without a Content-Type is, is left to whoever reads it (RFC 9110, section 8.3): JSON, here.
Media media_of(std::string_view content_type) {
  const std::string type = lower_without_blanks(content_type);
  const std::size_t end = type.find(';');
  const std::string parameters = end == std::string::npos ? "" : type.substr(end);
  if (!parameters.empty() && parameters != ";" && parameters != ";charset=utf-8") return Media::other;
  const std::string essence = type.substr(0, end);
  if (essence.empty() || essence == "application/json") return Media::json;
  return essence == "application/x-www-form-urlencoded" ? Media::form : Media::other;
}

Status fill_json(Args& args, const Command& command, std::string_view body, const Limits& limits) {
  const Result<json::Document> document = json::Document::parse(body, limits.depth);
  if (!document) return document.error();
  if (document->root().kind() != json::Kind::object)
    return refuse(Errc::bad_request, "A body is a JSON object.");
  return fill(args, command, document->root(), limits);
}

Status fill_pairs(Args& args, const Command& command, std::string_view text, const Limits& limits) {
  const Result<Pairs> pairs = read_pairs(text);
  if (!pairs) return pairs.error();
  return fill(args, command, *pairs, limits);
}

/// No body is `{}` where nothing that is missing is required.
Status fill_body(Args& args, const Command& command, const RestRequest& request, const Limits& limits) {
  if (static_cast<std::int64_t>(request.body.size()) > limits.body) {
    return refuse(Errc::too_large, "The body is too large.");
  }
  if (request.body.empty()) {
    if (commands::check_complete(command, args)) return Done{};
    return refuse(Errc::bad_request, "A body is a JSON object.");
  }
  const Media media = media_of(request.content_type);
  if (media == Media::json) return fill_json(args, command, request.body, limits);
  if (media == Media::form && command.form) return fill_pairs(args, command, request.body, limits);
  return refuse(Errc::unsupported_media_type, "A body is application/json.");
}

}  // namespace

Result<Ask> read_rest(const RestRequest& request, const Limits& limits, commands::Language language) {
  const Result<commands::Match> match = find_route(request);
  if (!match) return match.error();
  const Command& command = *match->command;
  Args args;
  if (Status status = fill_path(args, command, match->path, limits); !status) return status.error();
  const bool has_body = command.method != "GET" && command.method != "DELETE";
  Status status =
      has_body ? fill_body(args, command, request, limits) : fill_pairs(args, command, request.query, limits);
  if (!status) return status.error();
  return make_ask(command, args, language);
}

}  // namespace workchat::protocol
