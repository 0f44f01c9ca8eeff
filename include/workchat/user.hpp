#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <workchat/clock.hpp>

namespace workchat {

using UserId = std::string;   ///< "u_…", at most 15 bytes
using LoginId = std::string;  ///< "l_…", at most 15 bytes

/// Who somebody is on this server.
enum class UserRole { guest, user, admin };

/// A user as events name them.
struct UserRef {
  UserId id;
  std::string name;
};

/// A user as answers show them. `name` is the unique handle, as first written.
struct User {
  UserId id;
  std::string name;
  std::string display_name;
  UserRole role = UserRole::user;
};

/// A signed-in device.
struct Login {
  LoginId id;
  std::string device;  ///< what it said of itself (User-Agent), for people
  TimeMs created_at = 0;
  TimeMs expires_at = 0;
  bool current = false;  ///< the one that asks
};

}  // namespace workchat
