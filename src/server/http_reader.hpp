#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <workchat/limits.hpp>

#include "server/chunked_body.hpp"
#include "server/http_request.hpp"

namespace workchat::server {

/// Makes requests of bytes, one at a time. What follows a request (pipelining, or the frames after an
/// upgrade) waits in the reader until it is asked again.
class HttpReader {
 public:
  enum class State {
    idle,      ///< nothing of a request has come
    head,      ///< part of a head
    body,      ///< the head is there, the body not yet
    complete,  ///< `take` gives the request
    refused,   ///< `refusal` says why; nothing more is read
  };

  explicit HttpReader(const Limits& limits) : limits_(limits) {}

  State feed(std::string_view bytes);
  State state() const { return state_; }
  const HttpRefusal& refusal() const { return refusal_; }
  /// The client waits for "100 Continue" before it sends the body. True once.
  bool take_continue();
  /// The head, where the body is still to come.
  const HttpRequest& request() const { return request_; }
  /// The request in work, whole or not, is a HEAD: its answer has no body.
  bool asks_head() const {
    return request_.method.empty() ? waiting_.compare(0, 5, "HEAD ") == 0 : request_.method == "HEAD";
  }
  /// Bytes that are kept here.
  std::size_t held() const { return waiting_.size() + request_.body.size(); }
  /// Of a complete request. What came after it is read next by `feed({})`.
  HttpRequest take();
  /// The request without the body that is still to come. Nothing more is read.
  HttpRequest take_head();
  /// Keeps nothing, and reads nothing more.
  void stop();
  /// What came after the request, for whoever takes the connection over.
  std::string take_rest();

 private:
  State read_head();
  State read_body();
  State refuse(HttpRefusal refusal);

  const Limits& limits_;
  State state_ = State::idle;
  std::string waiting_;
  HttpRequest request_;
  std::optional<ChunkedBody> chunks_;
  HttpRefusal refusal_;
};

}  // namespace workchat::server
