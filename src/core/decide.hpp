#pragma once

#include "core/turn.hpp"

/// What each verb does, one overload each, by topic in accounts.cpp, people.cpp, sessions.cpp, rooms.cpp,
/// members.cpp, messages.cpp and reads.cpp. Every one answers, refuses or defers its request once.
/// `asked.user` is there for all but the three that sign somebody in.
namespace workchat::core {

void decide(Turn& turn, Asked& asked, const verb::Register& verb);
void decide(Turn& turn, Asked& asked, const verb::SignIn& verb);
void decide(Turn& turn, Asked& asked, const verb::SignInGuest& verb);
void decide(Turn& turn, Asked& asked, const verb::Refresh& verb);
void decide(Turn& turn, Asked& asked, const verb::SignOut& verb);
void decide(Turn& turn, Asked& asked, const verb::ListLogins& verb);
void decide(Turn& turn, Asked& asked, const verb::RevokeLogin& verb);

void decide(Turn& turn, Asked& asked, const verb::WhoAmI& verb);
void decide(Turn& turn, Asked& asked, const verb::ChangeProfile& verb);
void decide(Turn& turn, Asked& asked, const verb::ListUsers& verb);
void decide(Turn& turn, Asked& asked, const verb::GetUser& verb);

void decide(Turn& turn, Asked& asked, const verb::OpenSession& verb);
void decide(Turn& turn, Asked& asked, const verb::RenewSession& verb);
void decide(Turn& turn, Asked& asked, const verb::CloseSession& verb);
void decide(Turn& turn, Asked& asked, const verb::Unlisten& verb);
void decide(Turn& turn, Asked& asked, const verb::Typing& verb);

void decide(Turn& turn, Asked& asked, const verb::ListRooms& verb);
void decide(Turn& turn, Asked& asked, const verb::GetRoom& verb);
void decide(Turn& turn, Asked& asked, const verb::CreateRoom& verb);
void decide(Turn& turn, Asked& asked, const verb::ChangeRoom& verb);
void decide(Turn& turn, Asked& asked, const verb::DeleteRoom& verb);
void decide(Turn& turn, Asked& asked, const verb::OpenDirect& verb);
void decide(Turn& turn, Asked& asked, const verb::ListRoomUsers& verb);

void decide(Turn& turn, Asked& asked, const verb::Join& verb);
void decide(Turn& turn, Asked& asked, const verb::Leave& verb);
void decide(Turn& turn, Asked& asked, const verb::SetMember& verb);
void decide(Turn& turn, Asked& asked, const verb::Kick& verb);
void decide(Turn& turn, Asked& asked, const verb::Ban& verb);
void decide(Turn& turn, Asked& asked, const verb::Mute& verb);

void decide(Turn& turn, Asked& asked, const verb::Post& verb);
void decide(Turn& turn, Asked& asked, const verb::PostDirect& verb);
void decide(Turn& turn, Asked& asked, const verb::Edit& verb);
void decide(Turn& turn, Asked& asked, const verb::Delete& verb);
void decide(Turn& turn, Asked& asked, const verb::React& verb);
void decide(Turn& turn, Asked& asked, const verb::Pin& verb);
void decide(Turn& turn, Asked& asked, const verb::MarkRead& verb);

void decide(Turn& turn, Asked& asked, const verb::History& verb);
void decide(Turn& turn, Asked& asked, const verb::ReadEntries& verb);
void decide(Turn& turn, Asked& asked, const verb::ReadFeed& verb);

/// A guess at a password is counted when it is made, so that many at once are counted too; who guessed right
/// gives it back to the bucket.
std::optional<Error> too_many_guesses(Turn& turn, const std::string& bucket);
/// Finds the user of a host's name, or makes it.
Result<UserState*> host_user(Turn& turn, const std::string& name);

/// The direct room of the asker and this user, made where there is none.
/// Errors: not_found.
Result<std::shared_ptr<RoomState>> direct_room(Turn& turn, const Asked& asked, const std::string& name);
/// Whether the user is a member, or the owner, of as many rooms as one may be; talks of two and invitations,
/// which others can make, do not count.
std::optional<Error> too_many_rooms(const Turn& turn, const UserState& user);
/// Who follows everything also follows this room from here on.
void follow(Turn& turn, UserState& user, std::shared_ptr<RoomState> room);
/// Whether it may end a room; then it is decided in a turn of its own.
bool ends_room(const State& state, const Verb& verb);
void end_room(Turn& turn, const Asked& asked, const std::shared_ptr<RoomState>& room);
/// The room that always exists.
void make_general(Turn& turn);

}  // namespace workchat::core
