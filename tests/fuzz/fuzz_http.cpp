#include <string>

#include "fuzz/fuzz.hpp"
#include "server/http_guard.hpp"
#include "server/http_reader.hpp"

// Requests are the same however the bytes were cut, nothing that was taken says more than it seems to, and no
// limit is passed.
namespace workchat::fuzz {
namespace {

using server::HttpReader;
using server::HttpRequest;

/// Small, so that short inputs meet them.
const Limits& limits() {
  static const Limits small = [] {
    Limits made;
    made.head = 600;
    made.body = 100;
    return made;
  }();
  return small;
}

std::string shown(const HttpRequest& request) {
  std::string text = request.method + " " + request.path + "?" + request.query + "\n";
  for (const auto& [name, value] : request.headers) text += name + "=" + value + "\n";
  text += request.http_1_0 ? "0" : "1";
  text += request.keep_alive ? " keep" : " close";
  text += request.upgrade ? " upgrade" : "";
  return text + (request.chunked ? " chunked" : "") + "\n" + request.body + "\n";
}

/// The same request as somebody writes it who knows only what was read.
std::string written(const HttpRequest& request) {
  std::string text = request.method + " " + request.path;
  if (!request.query.empty()) text += "?" + request.query;
  text += request.http_1_0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n";
  for (const auto& [name, value] : request.headers) text += name + ":" + value + "\r\n";
  text += "\r\n";
  if (!request.chunked) return text + request.body;
  char size[16];
  std::snprintf(size, sizeof size, "%zx\r\n", request.body.size());
  if (!request.body.empty()) text += size + request.body + "\r\n";
  return text + "0\r\n\r\n";
}

void check(const HttpRequest& request) {
  expect(request.body.size() <= static_cast<std::size_t>(limits().body), "a body is within its limit");
  expect(request.headers.size() <= 101, "headers are within their limit");
  expect(request.path == "*" || (!request.path.empty() && request.path[0] == '/'), "a path begins with '/'");
  expect(request.chunked || request.content_length == request.body.size(), "a body is as long as was said");
  for (const auto& [name, value] : request.headers)
    expect(server::good_header_line(name + ":" + value), "a header is one line");
}

/// All that is read, as text.
std::string read(std::string_view bytes, int way) {
  HttpReader reader(limits());
  std::string all;
  bool over = false;
  bool upgraded = false;
  in_pieces(bytes, way, [&](std::string_view piece) {
    if (upgraded) all += piece;
    if (over) return;
    auto state = reader.feed(piece);
    (void)reader.take_continue();
    while (state == HttpReader::State::complete) {
      const HttpRequest request = reader.take();
      check(request);
      all += shown(request);
      if (request.upgrade) {
        all += reader.take_rest();
        over = upgraded = true;
        return;
      }
      state = reader.feed({});
    }
    over = state == HttpReader::State::refused;
  });
  // What is wrong in two ways is refused for the one that is seen first.
  if (over && !upgraded) all += "refused";
  if (!over) all += "state " + std::to_string(static_cast<int>(reader.state()));
  return all;
}

void read_back(std::string_view bytes) {
  HttpReader reader(limits());
  if (reader.feed(bytes) != HttpReader::State::complete) return;
  const HttpRequest request = reader.take();
  HttpReader again(limits());
  expect(again.feed(written(request)) == HttpReader::State::complete, "what was taken is taken again");
  expect_same(shown(request), shown(again.take()), "what was taken means the same when it is written again");
  expect(again.take_rest().empty(), "a request does not hold another one");
}

}  // namespace
}  // namespace workchat::fuzz

using namespace workchat::fuzz;

FUZZ_TARGET(http) {
  const std::string at_once = read(input, 0);
  for (int way = 1; way < ways; ++way)
    expect_same(at_once, read(input, way), "requests are the same however the bytes were cut");
  read_back(input);
}
