#pragma once

#include <memory>

#include "server/exchange.hpp"

namespace workchat::server {

/// Finds what a request is for: a fixed page, an upgrade, an event stream, or a REST call.
void serve_route(const std::shared_ptr<Exchange>& exchange);

/// False: whatever the body is, the answer is a refusal, so that nobody need send it or keep it.
bool wants_body(const HttpRequest& head, const Origin& origin, const Engine& engine);
/// A call of protocol section 2, by the rows of src/commands.
void serve_rest(const std::shared_ptr<Exchange>& exchange);
/// `GET /ws` and `GET /ws/chat/{room}`; `room` is empty for the first.
void serve_websocket(const std::shared_ptr<Exchange>& exchange, std::string room);
/// `GET /notifications`
void serve_notifications(const std::shared_ptr<Exchange>& exchange);
/// `GET /rooms/{room}/events` as a stream.
void serve_room_stream(const std::shared_ptr<Exchange>& exchange, std::string room);
/// The pages that are the same for everybody. False: no such page.
bool serve_fixed(const std::shared_ptr<Exchange>& exchange);

}  // namespace workchat::server
