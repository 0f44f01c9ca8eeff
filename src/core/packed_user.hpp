#pragma once

#include <string_view>

#include <workchat/user.hpp>

#include "core/packed_texts.hpp"

namespace workchat::core {

/// A user as answers show them, where there may be very many. It is not changed but replaced.
class PackedUser {
 public:
  PackedUser() : PackedUser(User{}) {}
  explicit PackedUser(const User& user) : texts_({user.id, user.name, user.display_name}), role_(user.role) {}
  User unpacked() const { return {UserId(texts_[0]), std::string(texts_[1]), std::string(texts_[2]), role_}; }

  std::string_view id() const { return texts_[0]; }

 private:
  PackedTexts<3> texts_;
  UserRole role_;
};

}  // namespace workchat::core
