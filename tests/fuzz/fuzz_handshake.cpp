#include <optional>
#include <string>

#include "fuzz/fuzz.hpp"
#include "server/deflate.hpp"
#include "server/frames.hpp"
#include "server/http_guard.hpp"
#include "server/http_reader.hpp"
#include "server/ws_handshake.hpp"

// The opening handshake and permessage-deflate's negotiation: an answer never says what a stranger put into
// it.
namespace workchat::fuzz {
namespace {

using server::HttpReader;

void shake_hands(const std::string& head) {
  static const Limits limits;
  HttpReader reader(limits);
  if (reader.feed(head) != HttpReader::State::complete) return;
  const server::HttpRequest request = reader.take();
  server::WsTerms terms;
  server::HttpResponse refused;
  if (!server::check_handshake(request, terms, refused))
    return expect(refused.status == 400 || refused.status == 426, "a bad handshake is the client's fault");
  expect(request.count("Sec-WebSocket-Key") == 1 && request.header("Sec-WebSocket-Version") == "13",
         "a handshake says everything once");
  const std::string answer = server::write_upgrade(terms, "Sun, 06 Nov 1994 08:49:37 GMT");
  expect(answer.find("\r\n\r\n") == answer.size() - 4, "an answer is one head");
  std::size_t begin = answer.find("\r\n") + 2;
  for (std::size_t end = answer.find("\r\n", begin); end > begin; end = answer.find("\r\n", begin)) {
    expect(server::good_header_line(answer.substr(begin, end - begin)), "an answer has good headers");
    begin = end + 2;
  }
}

/// The first offer of a list that can be served is served, and each is judged by itself.
void negotiate(const std::string& offers) {
  const auto terms = server::negotiate_deflate(offers);
  std::optional<server::DeflateTerms> first;
  std::string_view rest = offers;
  while (!first && !rest.empty()) {
    const std::size_t comma = rest.find(',');
    first = server::negotiate_deflate(rest.substr(0, comma));
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
  }
  expect(terms.has_value() == first.has_value(), "an offer is judged by itself");
  if (!terms) return;
  expect_same(terms->answer, first->answer, "an offer is judged by itself");
  expect(terms->window_bits >= 8 && terms->window_bits <= server::widest_window, "a window is one of zlib's");
  expect(server::well_formed_extensions(terms->answer), "an answer follows the grammar");
  const auto again = server::negotiate_deflate(terms->answer);
  expect(again && again->window_bits == terms->window_bits, "an answer says what was agreed on");
}

}  // namespace
}  // namespace workchat::fuzz

using namespace workchat::fuzz;

FUZZ_TARGET(handshake) {
  Choices choices(input);
  const std::size_t kind = choices.below(3);
  const std::string rest(choices.rest());
  const std::string begin = "GET /ws HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
  if (kind == 0)
    negotiate(rest);
  else if (kind == 1)
    shake_hands(begin + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                rest + "\r\n\r\n");
  else
    shake_hands(begin + rest + "\r\n\r\n");
}
