#include "server/http_conversation.hpp"

#include <algorithm>

#include "server/io_thread.hpp"
#include "server/routes.hpp"
#include "server/shared.hpp"

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
    } else if (!count(reader_.held())) {
      refuse({503, Errc::overloaded, "too many bodies are on their way; try again", reader_.asks_head()});
    } else if (reader_.state() == HttpReader::State::body && !waits_for_body()) {
      begin(reader_.take_head());
    } else if (reader_.state() != HttpReader::State::complete) {
      connection_.resume_reading();
      await();
      break;
    } else if (connection_.waiting() > connection_.thread().low_water()) {
      connection_.pause_reading();  // until the peer has taken its answers
      break;
    } else {
      begin(reader_.take());
    }
  }
  advancing_ = false;
}

// Looked at once, when the head has come.
bool HttpConversation::waits_for_body() {
  if (awaited_ == HttpReader::State::body) return true;
  const HttpRequest& request = reader_.request();
  const Shared& shared = connection_.thread().shared();
  return wants_body(request, origin_of(request, connection_.peer(), connection_.secure(), shared),
                    shared.engine);
}

// A body no larger than a head may be costs no more than that, and always finds room: whoever fills the rest
// with large ones does not silence the others.
bool HttpConversation::count(std::size_t held) {
  const Limits& limits = connection_.thread().limits();
  const std::int64_t counts = std::max<std::int64_t>(static_cast<std::int64_t>(held) - limits.head, 0);
  const std::int64_t more = counts - std::exchange(counted_, counts);
  return more == 0 || (connection_.thread().shared().bodies += more) <= limits.bodies || more < 0;
}

void HttpConversation::begin(HttpRequest request) {
  connection_.pause_reading();
  connection_.clear_deadline();
  awaited_ = HttpReader::State::complete;
  exchange_ = std::make_shared<Exchange>(*this, connection_, std::move(request));
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

void HttpConversation::on_due(TimeMs now) {
  // A peer that still takes its answers is not idle; how long it may take none is the connection's affair.
  if (connection_.waiting() > 0)
    return connection_.set_deadline(now + connection_.thread().limits().keep_alive_ms);
  if (reader_.state() == HttpReader::State::idle)
    return connection_.finish(connection_.thread().limits().linger_ms);
  refuse({408, Errc::timeout, "the request did not come in time", reader_.asks_head()});
}

void HttpConversation::on_end() {
  if (!exchange_) connection_.finish();
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
  reader_.stop();
  count(0);
}

bool HttpConversation::keeps_alive(const HttpRequest& request) const {
  return request.keep_alive && !connection_.thread().stopping();
}

void HttpConversation::write(const HttpResponse& response, ResponseForm form) {
  form.secure = connection_.secure();
  connection_.send(write_response(response, form, connection_.thread().date()), Urgency::answer);
}

void HttpConversation::answer(HttpResponse response) {
  const std::shared_ptr<Exchange> answered = std::exchange(exchange_, nullptr);
  answered->close();
  const HttpRequest& request = answered->request();
  const bool keep_alive = keeps_alive(request);
  write(response, {request.method == "HEAD", keep_alive, request.http_1_0});
  served_ = true;
  count(reader_.held());
  if (!keep_alive) return connection_.finish();
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
  write(response, {refusal.to_head, false, false});
  connection_.finish(connection_.thread().limits().linger_ms);
}

void HttpConversation::hand_over(std::string head, std::unique_ptr<Conversation> next) {
  connection_.send(std::move(head), Urgency::answer);
  connection_.hand_over(std::move(next), reader_.take_rest());
}

}  // namespace workchat::server
