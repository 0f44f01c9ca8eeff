#include <string>

#include "fuzz/ask_shown.hpp"
#include "fuzz/fuzz.hpp"
#include "protocol/json.hpp"
#include "protocol/read.hpp"
#include "protocol/write.hpp"

// A REST call is an ask or an error, whatever it holds.
namespace workchat::fuzz {
namespace {

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

}  // namespace
}  // namespace workchat::fuzz

using namespace workchat;
using namespace workchat::fuzz;

// The first lines are the method, the path, the query and the Content-Type; what follows is the body.
FUZZ_TARGET(rest) {
  static const Limits limits;
  protocol::RestRequest request;
  std::string_view text = input;
  request.method = take_line(text);
  request.path = take_line(text);
  request.query = take_line(text);
  request.content_type = take_line(text);
  request.body = text;
  const auto ask = protocol::read_rest(request, limits, commands::Language::pt);
  (void)ask_shown(ask);
  if (ask) {
    expect(ask->command && !ask->command->path.empty(), "a call is one of the table's");
    const bool known =
        request.method == ask->command->method || (request.method == "HEAD" && ask->command->method == "GET");
    expect(known, "a call has its row's method");
    return;
  }
  const auto body = protocol::json::Document::parse(protocol::write_error_body(ask.error()), 16);
  expect(body.ok(), "an error is JSON");
  if (ask.error().code != Errc::not_found)
    expect(protocol::split_path(request.path).ok(), "a bad path is not found");
}
