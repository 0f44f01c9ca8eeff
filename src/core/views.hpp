#pragma once

#include <vector>

#include "core/turn.hpp"

namespace workchat::core {

/// What answers show of the state. Lists are in the order of names, so that a run can be repeated.
User view_of(const UserState& user);
Login view_of(const LoginState& login, const LoginState* current);
/// `unread` and `mentions` are 0 here: they are counted from the store (with_counts).
RoomView view_of(const Turn& turn, const RoomState& room, const UserState& user);
/// "@me"
RoomView own_log(const Turn& turn, const UserState& user);
std::vector<UserRef> people_online(const RoomState& room);
std::vector<RoomMember> members_of(const RoomState& room);

/// Gives `answer` its views' counts and then answers. Where all is read, or there are no messages, at once;
/// else with a read on the executor. `views` are the views within `answer`.
void answer_with_counts(Turn& turn, Asked& asked, Answer answer);

/// Names for the ids that the store gives.
void fill_names(const State& state, std::vector<Entry>& entries);

}  // namespace workchat::core
