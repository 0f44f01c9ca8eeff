#pragma once

#include <string>

#include <workchat/request.hpp>
#include <workchat/result.hpp>
#include <workchat/user.hpp>

namespace workchat {

/// A message before it is stored.
struct Draft {
  std::string text;
  Format format = Format::plain;
  UserId audience;  ///< set: only this user sees it (the author: a message nobody else sees)
};

/// Sees each message before it is stored; may change it, or refuse it with a reason.
/// Threads: a fast one is called in a turn, one at a time on whichever thread takes it, and must not block; any
/// other on the executor, several at once.
/// Errors: usually forbidden with a `rule` of its own; what it returns is the sender's answer.
class WORKCHAT_API Policy {
 public:
  virtual ~Policy() = default;
  virtual bool fast() const = 0;
  virtual Status review(const RoomView& room, const User& author, Draft& draft) = 0;
};

}  // namespace workchat
