#include <workchat/session.hpp>

#include <utility>

#include "core/session_state.hpp"

namespace workchat {

Session::Session(std::shared_ptr<SessionState> state) : state_(std::move(state)) {}

User Session::user() const { return state_->user(); }
SessionKey Session::key() const { return state_->key(); }
const Limits& Session::limits() const { return state_->limits(); }

// In what takes a turn a wake may drop the last handle, even the one that was called.

Result<Room> Session::join(std::string_view room, JoinOptions options) {
  verb::Join join;
  join.room = std::string(room);
  join.password = std::move(options.password);
  join.resume = !options.epoch.empty();
  join.epoch = std::move(options.epoch);
  join.after = options.after;
  const auto state = state_;
  auto answer = state->call(std::move(join));
  if (!answer) return std::move(answer).error();
  return Room(state, std::get<Joined>(std::move(answer->value)));
}

EventPtr Session::next(std::chrono::milliseconds timeout) {
  const auto state = state_;
  return state->next(timeout);
}

bool Session::closed() const { return state_->closed(); }

Result<Answer> Session::call(Verb verb) {
  const auto state = state_;
  return state->call(std::move(verb));
}

void Session::on_wake(std::function<void()> wake) { state_->on_wake(std::move(wake)); }
void Session::close() { state_->close(); }

}  // namespace workchat
