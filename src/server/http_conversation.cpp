#include "server/http_conversation.hpp"

#include "server/io_thread.hpp"
#include "server/routes.hpp"

namespace workchat::server {

HttpConversation::HttpConversation(Connection& connection)
    : connection_(connection), reader_(connection.thread().limits()) {}

void HttpConversation::on_begin() {
  await();
}

void HttpConversation::on_bytes(char* bytes, std::size_t size) {
  reader_.feed({bytes, size});
  advance();
}

// A loop and no recursion: a peer may have sent thousands of requests at once.
void HttpConversation::advance() {
  if (advancing_) return;
  advancing_ = true;
  while (!exchange_ && !over_) {
    if (reader_.state() == HttpReader::State::refused) {
      refuse(reader_.refusal());
    } else if (reader_.state() != HttpReader::State::complete) {
      connection_.resume_reading();
      await();
      break;
    } else if (connection_.waiting() > connection_.thread().low_water()) {
      connection_.pause_reading();  // until the peer has taken its answers
      break;
    } else {
      begin();
    }
  }
  advancing_ = false;
}

void HttpConversation::begin() {
  connection_.pause_reading();
  connection_.clear_deadline();
  awaited_ = HttpReader::State::complete;
  exchange_ = std::make_shared<Exchange>(*this, connection_, reader_.take());
  serve_route(exchange_);
}

// Each deadline begins when its part does: a byte now and then does not move it.
void HttpConversation::await() {
  if (reader_.take_continue()) connection_.send("HTTP/1.1 100 Continue\r\n\r\n", Urgency::answer);
  if (awaited_ == reader_.state()) return;
  awaited_ = reader_.state();
  const Limits& limits = connection_.thread().limits();
  TimeMs patience = limits.head_timeout_ms;
  if (awaited_ == HttpReader::State::body) patience = limits.body_timeout_ms;
  if (awaited_ == HttpReader::State::idle && served_) patience = limits.keep_alive_ms;
  connection_.set_deadline(connection_.thread().now() + patience);
}

void HttpConversation::on_due(TimeMs) {
  if (exchange_ || reader_.state() == HttpReader::State::complete) return connection_.cut();
  if (reader_.state() == HttpReader::State::idle)
    return connection_.finish(connection_.thread().limits().linger_ms);
  refuse({408, Errc::timeout, "the request did not come in time"});
}

void HttpConversation::on_end() {
  if (exchange_) return;
  connection_.finish(connection_.thread().limits().body_timeout_ms);
}

void HttpConversation::on_drained() {
  if (!exchange_) advance();
}

void HttpConversation::on_slow() {
  connection_.cut();
}

void HttpConversation::on_stop() {
  if (!exchange_) connection_.finish(connection_.thread().limits().linger_ms);
}

void HttpConversation::on_gone() {
  over_ = true;
  if (exchange_) exchange_->close();
}

bool HttpConversation::keeps_alive(const HttpRequest& request) const {
  return request.keep_alive && !connection_.thread().stopping();
}

void HttpConversation::write(const HttpResponse& response, ResponseForm form) {
  connection_.send(write_response(response, form, connection_.thread().date()), Urgency::answer);
}

void HttpConversation::answer(HttpResponse response) {
  const std::shared_ptr<Exchange> answered = std::exchange(exchange_, nullptr);
  answered->close();
  const HttpRequest& request = answered->request();
  const bool keep_alive = keeps_alive(request);
  write(response, {request.method == "HEAD", keep_alive, request.http_1_0});
  served_ = true;
  if (!keep_alive) return connection_.finish(connection_.thread().limits().body_timeout_ms);
  connection_.set_deadline(connection_.thread().now() + connection_.thread().limits().keep_alive_ms);
  reader_.feed({});
  advance();
}

void HttpConversation::refuse(const HttpRefusal& refusal) {
  Error error;
  error.code = refusal.code;
  error.message = refusal.message;
  HttpResponse response = error_response(error);
  response.status = refusal.status;
  write(response, {false, false, false});
  connection_.finish(connection_.thread().limits().linger_ms);
}

void HttpConversation::hand_over(std::string head, std::unique_ptr<Conversation> next) {
  connection_.send(std::move(head), Urgency::answer);
  connection_.hand_over(std::move(next), reader_.take_rest());
}

}  // namespace workchat::server
