#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "report.hpp"
#include "socket.hpp"
#include "ws_client.hpp"

namespace bench {

/// Who is to be there before a load begins.
struct CrowdPlan {
  bool floor = false;  ///< no accounts and no rooms: a path is a room
  std::size_t rooms = 1;
  std::size_t members = 100;  ///< of each room
};

/// Guests, each with one connection, which listens in one room.
class Crowd {
 public:
  /// Signs the guests in and makes the rooms. Errors: std::runtime_error.
  Crowd(const Endpoint& endpoint, const CrowdPlan& plan);

  /// Over REST: who is a member already writes nothing when it listens.
  void become_members();
  /// Everybody connects and listens, some at a time.
  void connect();
  /// Those who are there hear of those who come, and must not be slow readers.
  void read_what_came();

  std::size_t size() const { return tokens_.size(); }
  /// Fails the report where somebody is no longer connected.
  void tell_closed(Report& report) const;
  std::size_t room_of(std::size_t member) const { return member / plan_.members; }
  const std::string& token(std::size_t member) const { return tokens_[member]; }

  std::vector<std::string> rooms;
  std::vector<WsClient> sockets;  ///< one for each member, those of the first room first

 private:
  void connect(std::size_t from, std::size_t to);

  Endpoint endpoint_;
  CrowdPlan plan_;
  std::vector<std::string> tokens_;
  std::vector<char> buffer_;
};

}  // namespace bench
