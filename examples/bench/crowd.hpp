#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "socket.hpp"
#include "ws_client.hpp"

namespace bench {

/// Who is to be there before a load begins.
struct CrowdPlan {
  Endpoint endpoint;
  bool floor = false;  ///< no accounts and no rooms: a path is a room
  std::size_t rooms = 1;
  std::size_t members = 100;  ///< of each room
};

/// A guest with one connection, which listens in one room.
struct Member {
  WsClient socket;
  std::size_t room = 0;
  std::string token;
};

struct Crowd {
  std::vector<std::string> rooms;
  std::vector<Member> members;  ///< those of the first room first
};

/// Signs in, makes the rooms and joins them over REST (a listener who was a member before writes nothing),
/// then connects. Errors: std::runtime_error.
Crowd gather(const CrowdPlan& plan);

}  // namespace bench
