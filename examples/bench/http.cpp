#include "http.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>

namespace bench {
namespace {

const std::string& body_of(const HttpRequest& request, const HttpAnswer& answer) {
  if (answer.status / 100 == 2) return answer.body;
  throw std::runtime_error(request.path + ": " + std::to_string(answer.status) + ' ' + answer.body);
}

/// What follows `"name":`.
std::string_view value_of(std::string_view json, std::string_view name) {
  const std::string key = '"' + std::string(name) + "\":";
  const auto found = json.find(key);
  if (found == std::string_view::npos) throw std::runtime_error("no " + key + " in " + std::string(json));
  return json.substr(found + key.size());
}

}  // namespace

std::string to_bytes(const HttpRequest& request) {
  std::string bytes = request.method + ' ' + request.path + " HTTP/1.1\r\nHost: localhost\r\n";
  if (!request.token.empty()) bytes += "Authorization: Bearer " + request.token + "\r\n";
  if (!request.body.empty()) bytes += "Content-Type: application/json\r\n";
  if (request.method != "GET") bytes += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  return bytes + "\r\n" + request.body;
}

bool HttpConnection::read_more() {
  std::array<char, 16384> bytes;
  const auto got = socket_.receive(bytes.data(), bytes.size());
  if (got > 0) read_.append(bytes.data(), static_cast<std::size_t>(got));
  return got > 0;
}

HttpAnswer HttpConnection::receive() {
  std::size_t head = 0;
  while ((head = read_.find("\r\n\r\n")) == std::string::npos) {
    if (!read_more()) throw std::runtime_error("the server ended the connection");
  }
  const auto field = read_.find("Content-Length: ");
  const std::size_t length = field < head ? std::strtoul(read_.c_str() + field + 16, nullptr, 10) : 0;
  while (read_.size() < head + 4 + length) {
    if (!read_more()) throw std::runtime_error("the server ended the connection within an answer");
  }
  HttpAnswer answer{std::atoi(read_.c_str() + 9), read_.substr(head + 4, length)};
  read_.erase(0, head + 4 + length);
  return answer;
}

std::string HttpConnection::ask(const HttpRequest& request) {
  send(request);
  return body_of(request, receive());
}

HttpCrowd::HttpCrowd(const Endpoint& endpoint, std::size_t connections) {
  for (std::size_t i = 0; i < connections; ++i) connections_.emplace_back(endpoint);
}

void HttpCrowd::each(std::size_t count, const Ask& ask, const Take& take) {
  for (std::size_t from = 0; from < count; from += connections_.size()) {
    const std::size_t now = std::min(connections_.size(), count - from);
    for (std::size_t i = 0; i < now; ++i) connections_[i].send(ask(from + i));
    for (std::size_t i = 0; i < now; ++i) {
      const HttpAnswer answer = connections_[i].receive();
      body_of(ask(from + i), answer);
      take(from + i, answer.body);
    }
  }
}

std::string text_member(std::string_view json, std::string_view name) {
  const std::string_view value = value_of(json, name);
  return std::string(value.substr(1, value.find('"', 1) - 1));
}

std::int64_t number_member(std::string_view json, std::string_view name) {
  return std::strtoll(std::string(value_of(json, name).substr(0, 20)).c_str(), nullptr, 10);
}

}  // namespace bench
