#include "support/store_fixture.hpp"

#include <initializer_list>
#include <set>

namespace workchat::testing {
namespace {

std::string line(std::initializer_list<std::string> words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : "|") + word;
  return line + "\n";
}

template <typename Number>
std::string number(Number value) {
  return std::to_string(static_cast<std::int64_t>(value));
}

/// Of records the order says nothing.
template <typename Records, typename Show>
std::string sorted(const Records& records, const Show& show) {
  std::multiset<std::string> lines;
  for (const auto& record : records) lines.insert(show(record));
  std::string all;
  for (const std::string& each : lines) all += each;
  return all;
}

}  // namespace

std::string shown(const Entry& e) {
  std::string reactions;
  for (const Reaction& group : e.reactions) {
    reactions += group.emoji + ":";
    for (const UserId& id : group.users) reactions += id + ",";
  }
  return line({number(e.type),     e.room,
               number(e.seq),      number(e.pos),
               number(e.ts),       e.user.id,
               e.user.name,        e.text,
               number(e.format),   e.client_id,
               number(e.reply_to), number(e.target),
               e.subject.id,       e.subject.name,
               e.source,           e.word,
               number(e.role),     number(e.on),
               e.audience,         number(e.deleted),
               number(e.pinned),   number(e.edited_at),
               reactions});
}

std::string shown(const Page& page) {
  std::string all =
      line({"head " + number(page.head), "floor " + number(page.floor), page.epoch, number(page.more)});
  for (const Entry& entry : page.entries) all += shown(entry);
  return all;
}

std::string shown(const Feed& feed) {
  std::string all = line({"through " + number(feed.through), number(feed.more)});
  for (const Entry& entry : feed.entries) all += shown(entry);
  return all;
}

std::string shown(const Snapshot& snapshot) {
  std::string all = line({"store", snapshot.epoch, number(snapshot.pos)});
  all += sorted(snapshot.users, [](const UserRecord& user) {
    return line({"user", user.id, user.name, user.name_key, user.display_name, number(user.role),
                 user.password_hash, user.subject, number(user.disabled), number(user.created_at),
                 number(user.seen_at)});
  });
  all += sorted(snapshot.logins, [](const LoginRecord& login) {
    return line({"login", login.id, login.user, login.digest, login.device, number(login.created_at),
                 number(login.expires_at)});
  });
  all += sorted(snapshot.rooms, [](const RoomRecord& room) {
    return line({"room", room.id, room.name, room.name_key, number(room.kind), room.topic, room.password_hash,
                 room.owner, room.epoch, number(room.created_at)});
  });
  all += sorted(snapshot.members, [](const MemberRecord& member) {
    return line({"member", member.room, member.user, number(member.role), number(member.banned),
                 number(member.muted_until), number(member.read)});
  });
  all += sorted(snapshot.logs, [](const LogState& log) {
    return line(
        {"log", log.log, number(log.head), number(log.floor), number(log.last_message), number(log.last_ts)});
  });
  return all;
}

std::string shown(const std::vector<UnreadCount>& counts) {
  std::string all;
  for (const UnreadCount& count : counts) all += line({number(count.unread), number(count.mentions)});
  return all;
}

}  // namespace workchat::testing
