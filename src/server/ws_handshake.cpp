#include "server/ws_handshake.hpp"

#include <utility>

#include "server/deflate.hpp"
#include "server/frames.hpp"
#include "server/refusal.hpp"

namespace workchat::server {
namespace {

constexpr std::string_view subprotocol = "workchat.v1";

// 16 bytes in base 64.
bool good_key(std::string_view key) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return key.size() == 24 && key.find_first_not_of(alphabet) == 22 && key.substr(22) == "==";
}

HttpResponse upgrade_required(std::string message) {
  HttpResponse response = error_response(refusal(Errc::bad_request, std::move(message)));
  response.status = 426;
  response.headers.emplace_back("Upgrade", "websocket");
  response.headers.emplace_back("Connection", "Upgrade");
  response.headers.emplace_back("Sec-WebSocket-Version", "13");
  return response;
}

}  // namespace

bool check_handshake(const HttpRequest& request, WsTerms& terms, HttpResponse& refused) {
  if (!request.upgrade || !list_has(request.all("Upgrade"), "websocket") || request.method != "GET") {
    refused = upgrade_required("this is for WebSocket");
    return false;
  }
  if (request.header("Sec-WebSocket-Version") != "13" || request.count("Sec-WebSocket-Version") != 1) {
    refused = upgrade_required("version 13 is spoken here");
    return false;
  }
  const std::string_view key = request.header("Sec-WebSocket-Key");
  if (request.count("Sec-WebSocket-Key") != 1 || !good_key(key)) {
    refused = error_response(refusal(Errc::bad_request, "not a Sec-WebSocket-Key"));
    return false;
  }
  terms.accept = accept_key(key);
  terms.subprotocol = list_has(request.all("Sec-WebSocket-Protocol"), subprotocol);
  const std::string offers = request.all("Sec-WebSocket-Extensions");
  if (!well_formed_extensions(offers)) {  // RFC 6455, section 9.1: not to be passed over
    refused = error_response(refusal(Errc::bad_request, "not a Sec-WebSocket-Extensions"));
    return false;
  }
  if (auto deflate = negotiate_deflate(offers)) {
    terms.extension = std::move(deflate->answer);
    terms.window_bits = deflate->window_bits;
  }
  return true;
}

std::string write_upgrade(const WsTerms& terms, std::string_view date) {
  HttpResponse response{101};
  response.headers = {
      {"Upgrade", "websocket"}, {"Connection", "Upgrade"}, {"Sec-WebSocket-Accept", terms.accept}};
  if (terms.subprotocol) response.headers.emplace_back("Sec-WebSocket-Protocol", subprotocol);
  if (!terms.extension.empty()) response.headers.emplace_back("Sec-WebSocket-Extensions", terms.extension);
  return write_response(response, {}, date);
}

}  // namespace workchat::server
