#include "core/views.hpp"

#include <algorithm>
#include <utility>

namespace workchat::core {

namespace {

constexpr auto by_name = [](const auto& a, const auto& b) { return std::tie(a.name, a.id) < std::tie(b.name, b.id); };

/// The room views that an answer holds.
std::vector<RoomView*> views_in(Answer& answer) {
  std::vector<RoomView*> views;
  if (auto* room = std::get_if<RoomView>(&answer.value)) views.push_back(room);
  if (auto* rooms = std::get_if<Rooms>(&answer.value))
    for (RoomView& room : rooms->rooms) views.push_back(&room);
  return views;
}

/// Those whose counts only the store knows.
std::vector<UnreadQuery> uncounted(const Turn& turn, const std::vector<RoomView*>& views) {
  std::vector<UnreadQuery> queries;
  for (const RoomView* view : views) {
    const auto room = turn.state.rooms().find(view->id);
    if (view->role < Role::member || room == turn.state.rooms().end()) continue;
    if (room->second->log.last_message > view->read) queries.push_back({view->id, view->read});
  }
  return queries;
}

void put_counts(const std::vector<RoomView*>& views, const std::vector<UnreadQuery>& queries,
                const std::vector<UnreadCount>& counts) {
  std::size_t next = 0;
  for (RoomView* view : views) {
    if (next == queries.size() || view->id != queries[next].room) continue;
    view->unread = counts[next].unread;
    view->mentions = counts[next].mentions;
    ++next;
  }
}

void fill_name(const State& state, UserRef& user) {
  if (user.id.empty() || !user.name.empty()) return;
  const auto found = state.users().find(user.id);
  if (found != state.users().end()) user.name = found->second->record.name;
}

}  // namespace

User view_of(const UserState& user) {
  const UserRecord& record = user.record;
  return {record.id, record.name, record.display_name, record.role};
}

Login view_of(const LoginState& login, const LoginState* current) {
  const LoginRecord& record = login.record;
  return {record.id, record.device, record.created_at, record.expires_at, &login == current};
}

RoomView view_of(const Turn& turn, const RoomState& room, const UserState& user) {
  RoomView view;
  const PackedRoom& record = room.record;
  view.id = record.id();
  view.name = record.name();
  view.kind = record.kind();
  view.locked = !record.password_hash().empty();
  view.topic = record.topic();
  view.owner.id = record.owner();
  fill_name(turn.state, view.owner);
  view.created_at = record.created_at();
  view.head = room.log.head;
  view.floor = room.log.floor;
  view.epoch = record.epoch();
  view.online = static_cast<std::int64_t>(room.listeners->online.size());
  view.members = room.member_count;
  if (const Member* member = room.find(&user)) {
    view.role = member->role;
    view.read = member->read;
  }
  if (&room == &turn.state.server()) view.role = Role::member;
  return view;
}

RoomView own_log(const Turn& turn, const UserState& user) {
  RoomView view;
  view.id = "@me";
  view.name = "@me";
  view.kind = RoomKind::closed;
  view.owner = user.ref();
  view.created_at = user.record.created_at;
  view.head = user.me.head;
  view.floor = user.me.floor;
  view.epoch = turn.state.epoch;
  view.members = 1;
  view.online = user.sessions.empty() ? 0 : 1;
  view.role = Role::owner;
  return view;
}

std::vector<UserRef> people_online(const RoomState& room) {
  std::vector<const UserState*> users;
  users.reserve(room.listeners->online.size());
  for (const auto& [user, presence] : room.listeners->online) users.push_back(user);
  std::sort(users.begin(), users.end(), [](auto* a, auto* b) { return by_name(a->record, b->record); });
  std::vector<UserRef> people;
  people.reserve(users.size());
  for (const UserState* user : users) people.push_back(user->ref());
  return people;
}

std::vector<RoomMember> members_of(const RoomState& room) {
  std::vector<RoomMember> members;
  for (const auto& [user, member] : *room.members)
    if (member.role >= Role::member) members.push_back({user->ref(), member.role});
  std::sort(members.begin(), members.end(),
            [](const RoomMember& a, const RoomMember& b) { return by_name(a.user, b.user); });
  return members;
}

void answer_with_counts(Turn& turn, Asked& asked, Answer answer) {
  const std::vector<UnreadQuery> queries = uncounted(turn, views_in(answer));
  const MessageStore* store = turn.parts.store;
  const bool done = turn.telling();
  const bool deferred = !queries.empty() && turn.try_defer(asked, false, [=, user = asked.user->record.id]() -> Continuation {
    auto counts = store->unread(user, queries);
    return [=](Turn& later, Asked& again) {
      if (!counts && !done) return later.refuse_read(again, counts.error());
      Answer counted = answer;
      if (counts) put_counts(views_in(counted), queries, *counts);
      later.answer(again, std::move(counted));
    };
  });
  if (deferred) return;
  if (queries.empty() || done) return turn.answer(asked, std::move(answer));
  turn.refuse(asked, {Errc::overloaded, "Too much is waiting; try again.", {}, {}, 0});
}

bool count_first(Turn& turn, Asked& asked, const RoomState& room, std::function<void(Turn&, Asked&, UnreadCount)> then) {
  RoomView view = view_of(turn, room, *asked.user);
  const std::vector<UnreadQuery> queries = uncounted(turn, {&view});
  if (queries.empty()) return false;
  const MessageStore* store = turn.parts.store;
  turn.defer(asked, true, [=, user = asked.user->record.id]() -> Continuation {
    auto counts = store->unread(user, queries);
    return [=](Turn& later, Asked& again) {
      if (!counts) return later.refuse_read(again, counts.error());
      then(later, again, counts->front());
    };
  });
  return true;
}

void fill_names(const State& state, Entry& entry) {
  fill_name(state, entry.user);
  fill_name(state, entry.subject);
  if (!entry.room.empty() && entry.room.front() == '@' && entry.room != "@server") entry.room = "@me";
}

void fill_names(const State& state, std::vector<Entry>& entries) {
  for (Entry& entry : entries) fill_names(state, entry);
}

}  // namespace workchat::core
