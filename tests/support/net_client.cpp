#include "support/net_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cctype>
#include <cstdlib>

namespace workchat::testing {
namespace {

constexpr int patience_s = 20;

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

NetClient::NetClient(std::uint16_t port) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{patience_s, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    socket_ = -1;
  }
}

NetClient::~NetClient() {
  if (socket_ >= 0) ::close(socket_);
}

NetClient& NetClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) break;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return *this;
}

void NetClient::end_sending() {
  ::shutdown(socket_, SHUT_WR);
}

bool NetClient::more() {
  char bytes[16384];
  const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
  if (count <= 0) return false;
  read_.append(bytes, static_cast<std::size_t>(count));
  return true;
}

std::string NetClient::until(std::string_view text) {
  std::size_t at = 0;
  while ((at = read_.find(text)) == std::string::npos) {
    if (!more()) return {};
  }
  std::string taken = read_.substr(0, at + text.size());
  read_.erase(0, taken.size());
  return taken;
}

bool NetClient::closed() {
  char bytes[16384];
  ssize_t count = 0;
  while ((count = ::recv(socket_, bytes, sizeof bytes, 0)) > 0) {
  }
  return count == 0;
}

NetClient::Response NetClient::response(bool bodyless) {
  Response response;
  const std::string head = until("\r\n\r\n");
  if (head.size() < 12) return response;
  response.status = std::atoi(head.c_str() + 9);
  std::size_t line = head.find("\r\n") + 2;
  while (line < head.size()) {
    const std::size_t end = head.find("\r\n", line);
    const std::size_t colon = head.find(':', line);
    if (colon < end)
      response.headers[lower(head.substr(line, colon - line))] = head.substr(colon + 2, end - colon - 2);
    line = end + 2;
  }
  const auto length = response.headers.find("content-length");
  if (bodyless || length == response.headers.end()) return response;
  const auto size = static_cast<std::size_t>(std::atoll(length->second.c_str()));
  while (read_.size() < size && more()) {
  }
  response.body = read_.substr(0, size);
  read_.erase(0, response.body.size());
  return response;
}

NetClient::Response NetClient::ask(std::string_view method, std::string_view path, std::string_view body,
                                   std::string_view more_headers) {
  std::string request(method);
  request += ' ';
  request += path;
  request += " HTTP/1.1\r\nHost: test\r\n";
  if (!body.empty()) request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  request += more_headers;
  request += "\r\n";
  request += body;
  send(request);
  return response(method == "HEAD");
}

NetClient::Response NetClient::upgrade(std::string_view path, std::string_view more_headers) {
  std::string headers =
      "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  headers += more_headers;
  return ask("GET", path, {}, headers);
}

NetClient& NetClient::frame(std::string_view payload, int opcode, bool fin, int rsv) {
  const unsigned char mask[4] = {0x12, 0x34, 0x56, 0x78};
  std::string bytes(1, static_cast<char>((fin ? 0x80 : 0) | (rsv << 4) | opcode));
  const std::size_t size = payload.size();
  if (size < 126) {
    bytes += static_cast<char>(0x80 | size);
  } else if (size < 65536) {
    bytes += static_cast<char>(0x80 | 126);
    bytes += static_cast<char>(size >> 8);
    bytes += static_cast<char>(size & 0xff);
  } else {
    bytes += static_cast<char>(0x80 | 127);
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>((size >> shift) & 0xff);
  }
  bytes.append(reinterpret_cast<const char*>(mask), 4);
  for (std::size_t i = 0; i < size; ++i) {
    bytes += static_cast<char>(static_cast<unsigned char>(payload[i]) ^ mask[i % 4]);
  }
  return send(bytes);
}

NetClient::Frame NetClient::next_frame() {
  Frame frame;
  while (read_.size() < 2 && more()) {
  }
  if (read_.size() < 2) return frame;
  const auto byte = [this](std::size_t at) { return static_cast<unsigned char>(read_[at]); };
  std::size_t size = byte(1) & 0x7fU;
  std::size_t head = 2;
  const std::size_t extra = size == 126 ? 2 : size == 127 ? 8 : 0;
  while (read_.size() < head + extra && more()) {
  }
  if (extra > 0) size = 0;
  for (std::size_t i = 0; i < extra; ++i) size = size << 8 | byte(2 + i);
  head += extra;
  while (read_.size() < head + size && more()) {
  }
  if (read_.size() < head + size) return frame;
  frame.opcode = byte(0) & 0x0f;
  frame.compressed = (byte(0) & 0x40) != 0;
  frame.payload = read_.substr(head, size);
  read_.erase(0, head + size);
  return frame;
}

int NetClient::Frame::close_code() const {
  if (opcode != 8) return -1;
  if (payload.size() < 2) return 1005;
  return static_cast<unsigned char>(payload[0]) * 256 + static_cast<unsigned char>(payload[1]);
}

std::string NetClient::next_text(std::string_view containing) {
  for (;;) {
    Frame next = next_frame();
    if (next.opcode == -1 || next.opcode == 8) return {};
    if (next.opcode == 9) frame(next.payload, 10);
    if (next.opcode == 1 && next.payload.find(containing) != std::string::npos) return next.payload;
  }
}

int NetClient::close_code() {
  for (;;) {
    const Frame next = next_frame();
    if (next.opcode == -1 || next.opcode == 8) return next.close_code();
  }
}

std::string json_text(std::string_view json, std::string_view name) {
  const std::string key = "\"" + std::string(name) + "\":\"";
  const std::size_t at = json.find(key);
  if (at == std::string_view::npos) return {};
  const std::size_t begin = at + key.size();
  return std::string(json.substr(begin, json.find('"', begin) - begin));
}

std::int64_t json_number(std::string_view json, std::string_view name) {
  const std::string key = "\"" + std::string(name) + "\":";
  const std::size_t at = json.find(key);
  if (at == std::string_view::npos) return -1;
  return std::atoll(std::string(json.substr(at + key.size(), 20)).c_str());
}

}  // namespace workchat::testing
