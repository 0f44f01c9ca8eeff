#pragma once

#include <memory>
#include <string>

#include "commands/slash.hpp"
#include "server/asks.hpp"
#include "server/callers.hpp"
#include "server/connection.hpp"
#include "server/http_response.hpp"

namespace workchat::server {

class HttpConversation;

/// One request in work, until it is answered or its connection is gone. Handlers hold it.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(HttpConversation& conversation, Connection& connection, HttpRequest request);

  const HttpRequest& request() const { return request_; }
  const Origin& origin() const { return origin_; }
  IoThread& thread() { return thread_; }
  const Engine& engine() const;
  commands::Language language() const;
  /// HEAD is answered as GET, without the body.
  std::string_view method() const;

  /// Asks the engine; the handler is called only while the exchange is open.
  void ask(Caller caller, Verb verb, AnswerHandler handler);
  std::weak_ptr<void> life() const { return asker_.life(); }
  Connection& connection() { return connection_; }

  void answer(HttpResponse response);
  void refuse(const Error& error) { answer(error_response(error)); }
  /// The response is `head`, and `next` speaks after it.
  void hand_over(std::string head, std::unique_ptr<Conversation> next);

  /// The conversation's side: nothing can be answered any more.
  void close();

 private:
  void log(int status) const;

  HttpConversation* conversation_;
  Connection& connection_;
  IoThread& thread_;
  HttpRequest request_;
  Origin origin_;
  Asker asker_;
};

}  // namespace workchat::server
