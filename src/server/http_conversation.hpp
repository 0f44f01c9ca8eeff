#pragma once

#include <cstdint>
#include <memory>

#include "server/connection.hpp"
#include "server/conversation.hpp"
#include "server/exchange.hpp"
#include "server/http_reader.hpp"

namespace workchat::server {

/// HTTP/1.1 on one connection: one request in work at a time, and the socket is not read meanwhile, which
/// gives the order of pipelined answers and the backpressure at once.
class HttpConversation final : public Conversation {
 public:
  explicit HttpConversation(Connection& connection);

  void on_begin() override;
  void on_bytes(char* bytes, std::size_t size) override;
  void on_end() override;
  void on_drained() override;
  void on_due(TimeMs now) override;
  void on_slow() override;
  void on_stop() override;
  void on_gone() override;

  /// The exchange's side.
  void answer(HttpResponse response);
  void hand_over(std::string head, std::unique_ptr<Conversation> next);

 private:
  void advance();
  void begin(HttpRequest request);
  void await();
  bool waits_for_body();
  bool count(std::size_t held);
  void refuse(const HttpRefusal& refusal);
  bool keeps_alive(const HttpRequest& request) const;
  void write(const HttpResponse& response, ResponseForm form);

  Connection& connection_;
  HttpReader reader_;
  std::shared_ptr<Exchange> exchange_;
  HttpReader::State awaited_ = HttpReader::State::refused;  // what the deadline is for
  std::int64_t counted_ = 0;                                // of limits.bodies
  bool served_ = false;                                     // a request was answered here
  bool advancing_ = false;
  bool over_ = false;
};

}  // namespace workchat::server
