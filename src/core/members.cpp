#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "core/decide.hpp"
#include "core/text_rules.hpp"
#include "core/views.hpp"

namespace workchat::core {

namespace {

constexpr TimeMs mute_most_ms = TimeMs{10} * 366 * 24 * 3600 * 1000;

Member member_or_none(const RoomState& room, const UserState& user) {
  const Member* known = room.find(&user);
  return known ? *known : Member{};
}

NewEntry member_entry(const UserState& subject, std::string_view change, Role role) {
  NewEntry entry;
  entry.entry.type = EntryType::member;
  entry.entry.subject = subject.ref();
  entry.entry.word = std::string(change);
  entry.entry.role = role;
  return entry;
}

/// Whether the entries after `after` of a log with this epoch are all still there.
bool recovers(const verb::Join& verb, std::string_view epoch, const Log& log) {
  return verb.resume && verb.epoch == epoch && verb.after <= log.head && verb.after + 1 >= log.floor;
}

Seq begins_after(const verb::Join& verb, bool recovered, const Log& log) {
  return recovered ? verb.after : log.head;
}

void answer_own_log(Turn& turn, Asked& asked, const verb::Join& verb) {
  turn.after([&turn, asked, verb] {
    const Log& log = asked.user->me;
    Joined joined;
    joined.room = own_log(turn, *asked.user);
    joined.key = asked.session ? me_room : 0;
    joined.recovered = recovers(verb, turn.state.epoch, log);
    joined.from = begins_after(verb, joined.recovered, log);
    turn.outbound.answer(asked.request.ticket, Answer{std::move(joined)});
  });
}

/// The caller is a member by now: listens, where it is a session, and is answered. After the commit, and in one
/// step, so that nothing stands between the two.
void listen(Turn& turn, const Asked& asked, const verb::Join& verb, std::shared_ptr<RoomState> room,
            UnreadCount counts = {}) {
  turn.after([&turn, asked, verb, room = std::move(room), counts] {
    Joined joined;
    joined.recovered = recovers(verb, room->record.epoch(), room->log);
    joined.from = begins_after(verb, joined.recovered, room->log);
    if (asked.session && turn.state.session(asked.request.caller.session)) {
      joined.key = room->key;
      turn.outbound.attach(*asked.session, *room);
    }
    joined.room = view_of(turn, *room, *asked.user);
    joined.room.unread = counts.unread;
    joined.room.mentions = counts.mentions;
    if (joined.room.online <= turn.limits.presence_room) joined.users = people_online(*room);
    turn.answer(asked, Answer{std::move(joined)});
  });
}

/// Counts first: if that fails, nobody listens who was told otherwise.
void listen_again(Turn& turn, Asked& asked, const verb::Join& verb, const std::shared_ptr<RoomState>& room) {
  const auto then = [verb, id = RoomId(room->record.id()), epoch = std::string(room->record.epoch())](
                        Turn& later, Asked& again, UnreadCount counts) {
    auto still = later.room_again(Action::read, again, id, epoch);
    if (!still) return later.refuse(again, still.error());
    listen(later, again, verb, *still, counts);
  };
  if (!count_first(turn, asked, *room, then)) listen(turn, asked, verb, room);
}

void become_member(Turn& turn, Asked& asked, const verb::Join& verb, const std::shared_ptr<RoomState>& room) {
  UserState& user = *asked.user;
  Member member = member_or_none(*room, user);
  // Who was the last to leave is the owner still, and comes back as such.
  const bool own = room->record.owner() == user.record.id;
  if (auto many = too_many_rooms(turn, user); many && !own) return turn.refuse(asked, *many);
  member.role = own ? Role::owner : Role::member;
  // What was said before somebody came is there to read, but is not news.
  member.read = room->log.head;
  turn.changes.put_member(*room, user, member);
  follow(turn, user, room);
  turn.append(*room, &user, member_entry(user, "joined", member.role));
  listen(turn, asked, verb, room);
}

void check_password(Turn& turn, Asked& asked, const verb::Join& verb, const RoomState& room) {
  // By user as well as by room: an address alone would let one user lock out a whole office.
  const RoomId id(room.record.id());
  const std::string bucket = id + " " + asked.user->record.id;
  if (auto wait = too_many_guesses(turn, bucket)) return turn.refuse(asked, *wait);
  auto passwords = turn.parts.authentication->passwords;
  const std::string hash(room.record.password_hash());
  turn.defer_hash(asked, [passwords, hash, verb, bucket, id, epoch = std::string(room.record.epoch())]() -> Continuation {
    const bool right = passwords->verify(hash, verb.password);
    return [right, hash, verb, bucket, id, epoch](Turn& later, Asked& again) {
      auto found = later.room_again(Action::see, again, id, epoch);
      if (!found) return later.refuse(again, found.error());
      if (right) later.brakes.passwords.give_back(bucket);
      // Asked twice at once, the other one has done it.
      if (member_or_none(**found, *again.user).role >= Role::member) return listen_again(later, again, verb, *found);
      Standing standing;
      standing.unlocked = right && (*found)->record.password_hash() == hash;
      if (auto refused = later.refusal(Action::join, *again.user, **found, standing))
        return later.refuse(again, *refused);
      become_member(later, again, verb, *found);
    };
  });
}

/// Somebody the caller wants to do something to, and where.
struct Whom {
  std::shared_ptr<RoomState> room;
  UserState* user = nullptr;
};
Result<Whom> whom(Turn& turn, const Asked& asked, const std::string& room, const std::string& user) {
  auto found = turn.room_for(Action::see, asked, room);
  if (!found) return std::move(found).error();
  UserState* other = turn.state.user(user);
  if (!other) return Error{Errc::not_found, "There is no such user.", {}, {}, 0};
  return Whom{*found, other};
}

Result<Whom> whom_to_moderate(Turn& turn, const Asked& asked, const std::string& room, const std::string& user) {
  auto found = whom(turn, asked, room, user);
  if (!found) return found;
  Standing standing;
  standing.target = member_or_none(*found->room, *found->user).role;
  if (auto refused = turn.refusal(Action::moderate, *asked.user, *found->room, standing))
    return *std::move(refused);
  return found;
}

int owners(const RoomState& room) {
  return static_cast<int>(std::count_if(room.members->begin(), room.members->end(),
                                        [](const auto& each) { return each.second.role == Role::owner; }));
}

/// A room whose owner is no longer one goes to its best member: another owner, else a moderator, then by id.
void hand_over(Turn& turn, const std::shared_ptr<RoomState>& room) {
  UserState* heir = nullptr;
  Role best = Role::none;
  for (const auto& [user, member] : *room->members) {
    if (member.role < Role::member) continue;
    const bool better = member.role > best || (member.role == best && user->record.id < heir->record.id);
    if (!better) continue;
    heir = user;
    best = member.role;
  }
  if (!heir) return;
  RoomRecord record = room->record.unpacked();
  record.owner = heir->record.id;
  turn.changes.put_room(record);
  if (best == Role::owner) return;
  Member member = *room->find(heir);
  member.role = Role::owner;
  turn.changes.put_member(*room, *heir, member);
  turn.append(*room, nullptr, member_entry(*heir, "role", Role::owner));
}

/// Out of the room: the member entry is the last thing their sessions hear of it.
void put_out(Turn& turn, const Asked& asked, const Whom& target, Member left, std::string_view change) {
  turn.changes.put_member(*target.room, *target.user, left);
  turn.append(*target.room, asked.user, member_entry(*target.user, change, Role::none));
  turn.after([&turn, target] { turn.outbound.detach(*target.user, *target.room, turn.monotonic); });
  if (target.room->record.owner() == target.user->record.id) hand_over(turn, target.room);
}

void invite(Turn& turn, Asked& asked, const Whom& target, Member member) {
  if (auto refused = turn.refusal(Action::invite, *asked.user, *target.room)) return turn.refuse(asked, *refused);
  if (member.banned)
    return turn.refuse(asked, {Errc::conflict, "This user is banned from the room.", "banned", {}, 0});
  const auto& rooms = target.user->rooms;
  const auto invitations = std::count_if(rooms.begin(), rooms.end(), [&](const RoomState* room) {
    return room->find(target.user)->role == Role::invited;
  });
  if (invitations >= turn.limits.rooms_per_user)
    return turn.refuse(asked, {Errc::forbidden, "This user has too many invitations.", "rooms_per_user", {}, 0});
  member.role = Role::invited;
  turn.changes.put_member(*target.room, *target.user, member);
  turn.append(*target.room, asked.user, member_entry(*target.user, "invited", Role::invited));
  NewEntry told;
  told.entry.type = EntryType::invited;
  told.entry.source = target.room->record.id();
  turn.append(*target.user, asked.user, std::move(told));
  turn.answer(asked, Answer{Done{}});
}

void set_role(Turn& turn, Asked& asked, const verb::SetMember& verb, const Whom& target, Member member) {
  if (auto refused = turn.refusal(Action::set_role, *asked.user, *target.room)) return turn.refuse(asked, *refused);
  if (member.role == Role::owner && verb.role != Role::owner && owners(*target.room) == 1)
    return turn.refuse(asked, {Errc::forbidden, "A room has an owner.", "last_owner", {}, 0});
  turn.answer(asked, Answer{Done{}});
  if (member.role == verb.role) return;
  member.role = verb.role;
  turn.changes.put_member(*target.room, *target.user, member);
  turn.append(*target.room, asked.user, member_entry(*target.user, "role", verb.role));
  const bool stepped_down = verb.role != Role::owner && target.room->record.owner() == target.user->record.id;
  if (stepped_down) hand_over(turn, target.room);
}

}  // namespace

void decide(Turn& turn, Asked& asked, const verb::Join& verb) {
  if (verb.room == "@me") return answer_own_log(turn, asked, verb);
  auto found = verb.resume ? turn.room_for(Action::see, asked, verb.room) : turn.room_to_find(asked, verb.room);
  if (!found) return turn.refuse(asked, found.error());
  const std::shared_ptr<RoomState>& room = *found;
  // Another room that has the name of one that has ended is no place to go on.
  const bool by_name = room->record.id() != base::unpinned(verb.room);
  if (verb.resume && by_name && room->record.epoch() != verb.epoch) return turn.refuse(asked, no_room());
  const bool member = room.get() == &turn.state.server() || member_or_none(*room, *asked.user).role >= Role::member;
  if (member) return listen_again(turn, asked, verb, room);
  // A client that reconnects does not walk back in where it was put out.
  if (verb.resume) return turn.refuse(asked, *turn.refusal(Action::read, *asked.user, *room));
  if (auto refused = turn.refusal(Action::join, *asked.user, *room)) {
    if (refused->code == Errc::wrong_password && !verb.password.empty())
      return check_password(turn, asked, verb, *room);
    return turn.refuse(asked, *refused);
  }
  become_member(turn, asked, verb, room);
}

void decide(Turn& turn, Asked& asked, const verb::Leave& verb) {
  auto found = turn.room_for(Action::see, asked, verb.room);
  if (!found) return turn.refuse(asked, found.error());
  const std::shared_ptr<RoomState>& room = *found;
  Member member = member_or_none(*room, *asked.user);
  if (room.get() == &turn.state.server())
    return turn.refuse(asked, {Errc::forbidden, "The server's log cannot be left.", "server_log", {}, 0});
  if (room->record.kind() == RoomKind::direct)
    return turn.refuse(asked, {Errc::forbidden, "A direct room cannot be left.", "direct_room", {}, 0});
  if (member.role == Role::none)
    return turn.refuse(asked, {Errc::forbidden, "You are not a member.", "member_only", {}, 0});
  const bool was_invited = member.role == Role::invited;
  member.role = Role::none;
  if (was_invited) {
    turn.changes.put_member(*room, *asked.user, member);
  } else if (room->ends_with_next()) {
    end_room(turn, asked, room);
  } else {
    put_out(turn, asked, Whom{room, asked.user}, member, "left");
  }
  // After the entry that says so: who was told that it left hears no more.
  turn.answer(asked, Answer{Done{}});
}

void decide(Turn& turn, Asked& asked, const verb::SetMember& verb) {
  auto target = whom(turn, asked, verb.room, verb.user);
  if (!target) return turn.refuse(asked, target.error());
  if (verb.role < Role::member) return turn.refuse(asked, invalid("role", "member, moderator or owner."));
  const Member member = member_or_none(*target->room, *target->user);
  if (member.role >= Role::member) return set_role(turn, asked, verb, *target, member);
  if (verb.role != Role::member)
    return turn.refuse(asked, invalid("role", "Who is not a member yet is invited as \"member\"."));
  if (member.role == Role::none) return invite(turn, asked, *target, member);
  // Invited already; said again, it is still so.
  if (auto refused = turn.refusal(Action::invite, *asked.user, *target->room)) return turn.refuse(asked, *refused);
  turn.answer(asked, Answer{Done{}});
}

void decide(Turn& turn, Asked& asked, const verb::Kick& verb) {
  auto target = whom_to_moderate(turn, asked, verb.room, verb.user);
  if (!target) return turn.refuse(asked, target.error());
  Member member = member_or_none(*target->room, *target->user);
  if (member.role == Role::none)
    return turn.refuse(asked, {Errc::not_found, "This user is not a member.", {}, {}, 0});
  member.role = Role::none;
  turn.answer(asked, Answer{Done{}});
  put_out(turn, asked, *target, member, "kicked");
}

void decide(Turn& turn, Asked& asked, const verb::Ban& verb) {
  auto target = whom_to_moderate(turn, asked, verb.room, verb.user);
  if (!target) return turn.refuse(asked, target.error());
  Member member = member_or_none(*target->room, *target->user);
  turn.answer(asked, Answer{Done{}});
  if (member.banned == verb.on) return;
  member.banned = verb.on;
  if (verb.on) {
    member.role = Role::none;
    put_out(turn, asked, *target, member, "banned");
    return;
  }
  turn.changes.put_member(*target->room, *target->user, member);
  turn.append(*target->room, asked.user, member_entry(*target->user, "unbanned", Role::none));
}

void decide(Turn& turn, Asked& asked, const verb::Mute& verb) {
  auto target = whom_to_moderate(turn, asked, verb.room, verb.user);
  if (!target) return turn.refuse(asked, target.error());
  if (verb.for_ms < 0 || verb.for_ms > mute_most_ms) return turn.refuse(asked, invalid("for_ms", "0 to ten years."));
  Member member = member_or_none(*target->room, *target->user);
  member.muted_until = !verb.on ? 0 : verb.for_ms > 0 ? turn.now + verb.for_ms : -1;
  turn.changes.put_member(*target->room, *target->user, member);
  turn.answer(asked, Answer{Done{}});
}

}  // namespace workchat::core
