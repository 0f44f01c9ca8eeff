#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <workchat/request.hpp>
#include <workchat/result.hpp>

namespace workchat {

class SessionState;

struct PostOptions {
  std::string client_id = {};
  Seq reply_to = 0;
  Format format = Format::plain;
};

/// A room, seen from one session. A handle: copies are the same room. It keeps its session alive.
/// Threads: as its Session. Errors of all calls: those of the verb, `closed`, `overloaded`, `unavailable`.
class WORKCHAT_API Room {
 public:
  Room(std::shared_ptr<SessionState> session, Joined joined);

  const RoomId& id() const { return joined_.room.id; }
  /// As it was when joined.
  const RoomView& view() const { return joined_.room; }
  const Joined& joined() const { return joined_; }

  /// Returns when the message is stored. A text is taken as it is: no slash commands.
  Result<Receipt> post(std::string_view text, PostOptions options = {});
  /// The newest `limit` messages, or those before `before`.
  Result<Page> history(std::int64_t limit = 50, Seq before = 0);
  Result<RoomUsers> users();
  Status mark_read(Seq seq);
  Status typing();
  /// Stops being a member.
  Status leave();

 private:
  std::shared_ptr<SessionState> session_;
  Joined joined_;
  std::string pin_;  ///< what it asks for by name, so that no other room is meant
};

}  // namespace workchat
