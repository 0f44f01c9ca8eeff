#pragma once

#include <functional>
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

/// Gives `answer` its views' counts and then answers: at once where all is read, else after a read on the
/// executor. What was done already is answered without them where they cannot be had.
void answer_with_counts(Turn& turn, Asked& asked, Answer answer);
/// Reads one room's counts on the executor and goes on with them; the session's later requests wait. False:
/// all is read, and nothing was begun.
bool count_first(Turn& turn, Asked& asked, const RoomState& room,
                 std::function<void(Turn&, Asked&, UnreadCount)> then);

/// Names for the ids that the store gives.
void fill_names(const State& state, Entry& entry);
void fill_names(const State& state, std::vector<Entry>& entries);

}  // namespace workchat::core
