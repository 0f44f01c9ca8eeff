#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace workchat::testing {

/// A raw client: says exactly the bytes it is given. Every wait ends after some seconds with what has come.
class NetClient {
 public:
  explicit NetClient(std::uint16_t port);
  NetClient(const NetClient&) = delete;
  NetClient& operator=(const NetClient&) = delete;
  ~NetClient();

  NetClient& send(std::string_view bytes);
  /// Says that it sends no more.
  void end_sending();

  struct Response {
    int status = 0;                              ///< 0: none came
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;
  };
  /// The next response; `bodyless`: to HEAD.
  Response response(bool bodyless = false);
  /// A request with a Host header, and its response.
  Response ask(std::string_view method, std::string_view path, std::string_view body = {},
               std::string_view more_headers = {});
  /// Reads until this text has come, and gives everything up to its end; empty: it did not come.
  std::string until(std::string_view text);
  /// Whether the server has closed, reading and leaving out what still comes.
  bool closed();

  /// Opens a WebSocket. Its answer's status is 101 where it worked.
  Response upgrade(std::string_view path, std::string_view more_headers = {});
  /// One masked frame.
  NetClient& frame(std::string_view payload, int opcode = 1, bool fin = true, int rsv = 0);
  NetClient& text(std::string_view json) { return frame(json); }

  struct Frame {
    int opcode = -1;  ///< -1: none came
    bool compressed = false;
    std::string payload;
    int close_code() const;
  };
  Frame next_frame();
  /// The next text frame that contains this, pings answered; empty: it did not come.
  std::string next_text(std::string_view containing);
  /// The close frame's code, everything before it left out; -1: none came.
  int close_code();

 private:
  bool more();

  int socket_ = -1;
  std::string read_;
};

/// The value of a text member in JSON, found by its name; good enough for ids and tokens.
std::string json_text(std::string_view json, std::string_view name);
std::int64_t json_number(std::string_view json, std::string_view name);

}  // namespace workchat::testing
