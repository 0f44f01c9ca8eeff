#include <workchat/room.hpp>

#include <utility>

#include "core/session_state.hpp"

namespace workchat {

namespace {

/// By value: a wake in the call may drop the last handle.
template <typename T>
Result<T> ask(std::shared_ptr<SessionState> session, Verb verb) {
  auto answer = session->call(std::move(verb));
  if (!answer) return std::move(answer).error();
  return std::get<T>(std::move(answer->value));
}

}  // namespace

Room::Room(std::shared_ptr<SessionState> session, Joined joined)
    : session_(std::move(session)), joined_(std::move(joined)), pin_(pinned(joined_.room)) {}

Result<Receipt> Room::post(std::string_view text, PostOptions options) {
  verb::Post post{pin_, std::string(text), std::move(options.client_id), options.reply_to, options.format};
  return ask<Receipt>(session_, std::move(post));
}

Result<Page> Room::history(std::int64_t limit, Seq before) {
  verb::History history;
  history.room = pin_;
  history.limit = limit;
  if (before > 0) history.before = before;
  return ask<Page>(session_, std::move(history));
}

Result<RoomUsers> Room::users() { return ask<RoomUsers>(session_, verb::ListRoomUsers{pin_}); }
Status Room::mark_read(Seq seq) { return ask<Done>(session_, verb::MarkRead{pin_, seq}); }
Status Room::typing() { return ask<Done>(session_, verb::Typing{pin_}); }
Status Room::leave() { return ask<Done>(session_, verb::Leave{pin_}); }

}  // namespace workchat
