#include "server/http_reader.hpp"

#include <algorithm>

#include "server/http_guard.hpp"
#include "server/http_head.hpp"

namespace workchat::server {

HttpReader::State HttpReader::feed(std::string_view bytes) {
  if (state_ == State::refused) return state_;
  waiting_.append(bytes);
  if (state_ == State::idle || state_ == State::head) read_head();
  if (state_ == State::body) read_body();
  // An idle connection holds no buffer.
  if (waiting_.empty()) std::string().swap(waiting_);
  return state_;
}

HttpReader::State HttpReader::read_head() {
  // RFC 9112, section 2.2: empty lines before a request are passed over.
  std::size_t empty = 0;
  while (waiting_.compare(empty, 2, "\r\n") == 0) empty += 2;
  waiting_.erase(0, empty);
  if (waiting_.empty()) return state_ = State::idle;
  state_ = State::head;
  if (waiting_ == "\r") return state_;

  const CheckedHead head = check_head(waiting_, limits_);
  switch (head.what) {
    case HeadCheck::incomplete: return state_;
    case HeadCheck::malformed: return refuse({400, Errc::bad_request, "not an HTTP request"});
    case HeadCheck::head_too_big: return refuse({431, Errc::too_large, "the head is too large"});
    case HeadCheck::target_too_long: return refuse({414, Errc::too_large, "the target is too long"});
    case HeadCheck::complete: break;
  }
  request_ = {};
  HttpRefusal refusal;
  if (!parse_head(std::string_view(waiting_).substr(0, head.size), request_, refusal)) {
    return refuse(std::move(refusal));
  }
  waiting_.erase(0, head.size);
  const auto most = static_cast<std::size_t>(limits_.body);
  if (request_.content_length > most) return refuse({413, Errc::too_large, "the body is too large"});
  if (request_.chunked) chunks_.emplace(most, static_cast<std::size_t>(limits_.head));
  return state_ = State::body;
}

HttpReader::State HttpReader::read_body() {
  if (chunks_) {
    std::size_t used = 0;
    const ChunkedBody::State chunks = chunks_->consume(waiting_, used, request_.body);
    waiting_.erase(0, used);
    if (chunks == ChunkedBody::State::malformed)
      return refuse({400, Errc::bad_request, "not a chunked body"});
    if (chunks == ChunkedBody::State::too_large)
      return refuse({413, Errc::too_large, "the body is too large"});
    if (chunks == ChunkedBody::State::more) return state_;
    chunks_.reset();
    return state_ = State::complete;
  }
  const auto length = static_cast<std::size_t>(request_.content_length);
  const std::size_t count = std::min(length - request_.body.size(), waiting_.size());
  request_.body.append(waiting_, 0, count);
  waiting_.erase(0, count);
  return state_ = request_.body.size() == length ? State::complete : State::body;
}

HttpReader::State HttpReader::refuse(HttpRefusal refusal) {
  refusal_ = std::move(refusal);
  refusal_.to_head = asks_head();
  stop();
  return state_;
}

void HttpReader::stop() {
  std::string().swap(waiting_);
  request_ = {};
  chunks_.reset();
  state_ = State::refused;
}

bool HttpReader::take_continue() {
  return std::exchange(request_.expects_continue, false) && state_ == State::body && request_.body.empty();
}

HttpRequest HttpReader::take() {
  state_ = State::idle;
  return std::exchange(request_, {});
}

HttpRequest HttpReader::take_head() {
  HttpRequest request = std::exchange(request_, {});
  std::string().swap(request.body);
  request.keep_alive = false;
  stop();
  return request;
}

std::string HttpReader::take_rest() {
  return std::exchange(waiting_, {});
}

}  // namespace workchat::server
