#include <workchat/room.hpp>

#include <utility>

#include "core/session_state.hpp"

namespace workchat {

namespace {

template <typename T>
Result<T> take(Result<Answer> answer) {
  if (!answer) return std::move(answer).error();
  return std::get<T>(std::move(answer->value));
}

}  // namespace

Room::Room(std::shared_ptr<SessionState> session, Joined joined)
    : session_(std::move(session)), joined_(std::move(joined)), pin_(pinned(joined_.room)) {}

Result<Receipt> Room::post(std::string_view text, PostOptions options) {
  verb::Post post{pin_, std::string(text), std::move(options.client_id), options.reply_to, options.format};
  return take<Receipt>(session_->call(std::move(post)));
}

Result<Page> Room::history(std::int64_t limit, Seq before) {
  verb::History history;
  history.room = pin_;
  history.limit = limit;
  if (before > 0) history.before = before;
  return take<Page>(session_->call(std::move(history)));
}

Result<RoomUsers> Room::users() { return take<RoomUsers>(session_->call(verb::ListRoomUsers{pin_})); }
Status Room::mark_read(Seq seq) { return take<Done>(session_->call(verb::MarkRead{pin_, seq})); }
Status Room::typing() { return take<Done>(session_->call(verb::Typing{pin_})); }
Status Room::leave() { return take<Done>(session_->call(verb::Leave{pin_})); }

}  // namespace workchat
