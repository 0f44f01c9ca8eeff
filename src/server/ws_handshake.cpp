#include "server/ws_handshake.hpp"

#include <algorithm>

#include "server/deflate.hpp"
#include "server/frames.hpp"
#include "server/refusal.hpp"

namespace workchat::server {
namespace {

constexpr std::string_view subprotocol = "workchat.v1";

// 16 bytes in base 64: 21 free characters, one that carries two bits only, and the padding.
bool good_key(std::string_view key) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (key.size() != 24 || key.substr(22) != "==") return false;
  const bool letters = std::all_of(key.begin(), key.begin() + 22,
                                   [&](char c) { return alphabet.find(c) != std::string_view::npos; });
  return letters && std::string_view("AQgw").find(key[21]) != std::string_view::npos;
}

HttpResponse upgrade_required(std::string message) {
  HttpResponse response = error_response(refusal(Errc::bad_request, std::move(message)));
  response.status = 426;
  response.headers.emplace_back("Upgrade", "websocket");
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
  terms.extension = negotiate_deflate(request.all("Sec-WebSocket-Extensions")).value_or("");
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
