#include "server/exchange.hpp"

#include "server/http_conversation.hpp"
#include "server/io_thread.hpp"
#include "server/shared.hpp"

namespace workchat::server {

Exchange::Exchange(HttpConversation& conversation, Connection& connection, HttpRequest request)
    : conversation_(&conversation),
      connection_(connection),
      thread_(connection.thread()),
      request_(std::move(request)),
      origin_(origin_of(request_, connection.peer(), connection.secure(), thread_.shared())),
      asker_(thread_.asks()) {}

const Engine& Exchange::engine() const {
  return thread_.shared().engine;
}

commands::Language Exchange::language() const {
  return commands::language_of(request_.header("Accept-Language"));
}

std::string_view Exchange::method() const {
  return request_.method == "HEAD" ? std::string_view("GET") : std::string_view(request_.method);
}

void Exchange::ask(Caller caller, Verb verb, AnswerHandler handler) {
  asker_.ask(std::move(caller), std::move(verb), std::move(handler));
}

void Exchange::answer(HttpResponse response) {
  if (!conversation_) return;
  log(response.status);
  conversation_->answer(std::move(response));
}

void Exchange::hand_over(std::string head, std::unique_ptr<Conversation> next) {
  if (!conversation_) return;
  log(head.compare(0, 12, "HTTP/1.1 101") == 0 ? 101 : 200);
  conversation_->hand_over(std::move(head), std::move(next));
}

void Exchange::close() {
  conversation_ = nullptr;
  asker_.stop();
}

// Without the query, which may hold a token, and without bodies.
void Exchange::log(int status) const {
  std::string line = request_.method;
  line += ' ';
  line += request_.path;
  line += ' ';
  line += std::to_string(status);
  line += ' ';
  line += origin_.client.address;
  engine().log(LogLevel::debug, "http", line);
}

}  // namespace workchat::server
