#include "server/event_stream.hpp"

#include <algorithm>

#include "protocol/read.hpp"
#include "server/io_thread.hpp"
#include "server/sse.hpp"

namespace workchat::server {

EventStream::EventStream(Connection& connection, SessionOpened opened, TimeMs expires_at)
    : asker_(connection.thread().asks()),
      thread_(connection.thread()),
      connection_(connection),
      opened_(std::move(opened)),
      expires_at_(expires_at) {}

EventStream::~EventStream() = default;

void EventStream::listen() {
  thread_.sessions().listen(opened_.session, *this);
}

void EventStream::leave() {
  if (std::exchange(left_, true)) return;
  asker_.stop();
  on_leave();
  thread_.sessions().close(opened_.session);
}

Caller EventStream::caller() const {
  Caller caller;
  caller.session = opened_.session;
  return caller;
}

void EventStream::say(std::string bytes, Urgency urgency) {
  if (left_) return;
  if (begun_) {
    connection_.send(std::move(bytes), urgency);
  } else {
    early_ += bytes;
  }
}

void EventStream::on_begin() {
  begun_ = true;
  connection_.send(std::string(sse_retry) + std::exchange(early_, {}), Urgency::answer);
  comment_at_ = thread_.now() + thread_.limits().sse_comment_ms;
  arm();
}

void EventStream::on_due(TimeMs now) {
  if (expires_at_ != 0 && thread_.wall_now() >= expires_at_) return on_stop();
  if (now >= comment_at_) {
    std::string comment;
    append_sse_comment(comment, "still here");
    say(std::move(comment), Urgency::ephemeral);
    comment_at_ = now + thread_.limits().sse_comment_ms;
  }
  arm();
}

void EventStream::arm() {
  TimeMs due = comment_at_;
  if (expires_at_ != 0) due = std::min(due, thread_.now() + expires_at_ - thread_.wall_now());
  connection_.set_deadline(std::max(due, thread_.now() + 1));
}

void EventStream::on_stop() {
  if (!begun_) return connection_.cut();
  connection_.finish(thread_.limits().linger_ms);
}

std::string event_stream_head(const Connection& connection) {
  HttpResponse response{200, "text/event-stream; charset=utf-8"};
  response.headers = {{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}};
  return write_stream_head(response, connection.secure(), connection.thread().date());
}

std::string last_event_id(const HttpRequest& request) {
  const std::string_view header = request.header("Last-Event-ID");
  return header.empty() ? protocol::query_value(request.query, "last_event_id") : std::string(header);
}

std::string reset_event(std::string_view id) {
  std::string bytes;
  append_sse(bytes, "reset", id, "{\"type\":\"reset\"}");
  return bytes;
}

}  // namespace workchat::server
