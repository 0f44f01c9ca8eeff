#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "socket.hpp"

namespace bench {

struct HttpRequest {
  std::string method;
  std::string path;
  std::string token;  ///< empty: none
  std::string body;   ///< JSON; empty: none
};

struct HttpAnswer {
  int status = 0;
  std::string body;
};

/// The bytes of a request on a connection that is kept.
std::string to_bytes(const HttpRequest& request);

/// One connection that is kept, and waits for its answers.
class HttpConnection {
 public:
  explicit HttpConnection(const Endpoint& endpoint) : socket_(endpoint) {}
  int fd() const { return socket_.fd(); }
  void send(const HttpRequest& request) { send(to_bytes(request)); }
  void send(const std::string& bytes) { socket_.send_all(bytes); }
  /// Errors: std::runtime_error where the stream ends early.
  HttpAnswer receive();
  /// Sends, waits, and returns the body. Errors: std::runtime_error where the answer is not of the 200s.
  std::string ask(const HttpRequest& request);

 private:
  bool read_more();

  Socket socket_;
  std::string read_;
};

/// Makes `count` requests over a few connections, so that the server finds several at once, and hands over
/// the answers in order. Errors: std::runtime_error where an answer is not of the 200s.
class HttpCrowd {
 public:
  explicit HttpCrowd(const Endpoint& endpoint, std::size_t connections = 64);
  using Ask = std::function<HttpRequest(std::size_t number)>;
  using Take = std::function<void(std::size_t number, const std::string& body)>;
  void each(std::size_t count, const Ask& ask, const Take& take);

 private:
  std::vector<HttpConnection> connections_;
};

/// The text of a member of an object in the server's compact JSON, at any depth, the first of that name.
std::string text_member(std::string_view json, std::string_view name);
std::int64_t number_member(std::string_view json, std::string_view name);
std::int64_t number_member(std::string_view json, std::string_view name);

}  // namespace bench
