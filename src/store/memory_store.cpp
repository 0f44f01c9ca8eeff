#include "store/memory_store.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>

#include "store/check_batch.hpp"
#include "store/entry_rules.hpp"
#include "store/errors.hpp"
#include "store/stores.hpp"

namespace workchat::store {

using Reading = std::shared_lock<std::shared_mutex>;

Result<Snapshot> MemoryStore::load() {
  const Reading hold(lock_);
  Snapshot snapshot;
  snapshot.epoch = epoch_;
  snapshot.pos = pos_;
  for (const auto& [id, user] : users_) snapshot.users.push_back(user);
  for (const auto& [id, login] : logins_) snapshot.logins.push_back(login);
  for (const auto& [id, room] : rooms_) snapshot.rooms.push_back(room);
  for (const auto& [key, member] : members_) snapshot.members.push_back(member);
  for (const auto& [name, log] : logs_)
    if (log.head() > 0) snapshot.logs.push_back(log.state(name));
  return snapshot;
}

Result<Committed> MemoryStore::commit(const Batch& batch) {
  const std::unique_lock<std::shared_mutex> hold(lock_);
  Status can = check_batch(batch, [this](const RoomId& room) { return rooms_.count(room) > 0; });
  if (!can) return can.error();
  apply_records(batch);
  Committed committed;
  committed.entries.reserve(batch.entries.size());
  for (const NewEntry& each : batch.entries) committed.entries.push_back(store(each, committed.entries));
  return committed;
}

void MemoryStore::apply_records(const Batch& batch) {
  if (!batch.epoch.empty()) epoch_ = batch.epoch;
  for (const UserRecord& user : batch.users) users_[user.id] = user;
  for (const LoginRecord& login : batch.logins) logins_[login.id] = login;
  for (const LoginId& login : batch.logins_removed) logins_.erase(login);
  for (const RoomId& room : batch.rooms_removed) remove_room(room);
  for (const RoomRecord& room : batch.rooms) {
    rooms_[room.id] = room;
    log_of(room.id);
  }
  for (const MemberKey& member : batch.members_removed) members_.erase({member.room, member.user});
  for (const MemberRecord& member : batch.members) members_[{member.room, member.user}] = member;
}

void MemoryStore::remove_room(const RoomId& room) {
  if (rooms_.erase(room) == 0) return;
  logs_.erase(room);
  const auto first = members_.lower_bound({room, UserId()});
  const auto last =
      std::find_if(first, members_.end(), [&](const auto& each) { return each.first.first != room; });
  members_.erase(first, last);
}

Stored MemoryStore::store(const NewEntry& each, const std::vector<Stored>& before) {
  Stored stored;
  const Stored* parent = each.parent < 0 ? nullptr : &before[static_cast<std::size_t>(each.parent)];
  if (parent && parent->how != Stored::How::fresh) {
    stored.how = Stored::How::dropped;
    return stored;
  }
  MemoryLog& log = log_of(each.entry.room);
  const std::string& client_id = each.entry.client_id;
  if (!client_id.empty()) {
    if (const Stored* first = log.find_client(each.entry.user.id, client_id)) {
      stored = *first;
      stored.how = Stored::How::duplicate;
      return stored;
    }
  }
  Entry entry = each.entry;
  entry.user.name.clear();
  entry.subject.name = kept_name(each.entry);
  entry.pos = ++pos_;
  if (parent) entry.target = parent->seq;
  stored.pos = entry.pos;
  stored.ts = entry.ts;
  stored.draft_hash = each.draft_hash;
  stored.seq = log.append(std::move(entry)).seq;
  if (!client_id.empty()) log.remember_client(each.entry.user.id, client_id, stored);
  return stored;
}

MemoryLog& MemoryStore::log_of(const RoomId& name) {
  return logs_.try_emplace(name, pos_).first->second;
}

const MemoryLog* MemoryStore::find_log(const RoomId& name) const {
  const auto found = logs_.find(name);
  return found == logs_.end() ? nullptr : &found->second;
}

Page MemoryStore::empty_page(const RoomId& log) const {
  Page page;
  page.floor = 1;
  const auto room = rooms_.find(log);
  if (room != rooms_.end()) page.epoch = room->second.epoch;
  if (makes_itself(log)) page.epoch = epoch_;
  return page;
}

Result<Page> MemoryStore::entries(const RoomId& log, Seq after, std::int64_t limit,
                                  std::int64_t max_bytes) const {
  const Reading hold(lock_);
  Page page = empty_page(log);
  const MemoryLog* found = find_log(log);
  if (!found) return page;
  page.head = found->head();
  Taking taking(limit, max_bytes);
  for (std::size_t at = found->index_after(after); at < found->entries().size(); ++at) {
    const Entry& entry = found->entries()[at];
    if (!taking.fits(entry.text.size())) break;
    taking.entries.push_back(entry);
  }
  page.entries = std::move(taking.entries);
  page.more = taking.more;
  return page;
}

Result<Feed> MemoryStore::feed(const std::vector<RoomId>& logs, Pos after, std::int64_t limit,
                               std::int64_t max_bytes) const {
  const Reading hold(lock_);
  std::vector<const Entry*> waiting;
  for (const RoomId& name : logs)
    if (const MemoryLog* log = find_log(name))
      for (std::size_t at = log->index_after_pos(after); at < log->entries().size(); ++at)
        waiting.push_back(&log->entries()[at]);
  Taking taking(limit, max_bytes);
  const auto shown = std::min(waiting.size(), static_cast<std::size_t>(taking.rows()));
  std::partial_sort(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(shown), waiting.end(),
                    [](const Entry* a, const Entry* b) { return a->pos < b->pos; });
  for (const Entry* entry : waiting) {
    if (!taking.fits(entry->text.size())) break;
    taking.entries.push_back(*entry);
  }
  Feed feed;
  feed.more = taking.more;
  feed.through = taking.more ? taking.entries.back().pos : pos_;
  feed.entries = std::move(taking.entries);
  return feed;
}

Result<Page> MemoryStore::messages(const PageQuery& query) const {
  const Reading hold(lock_);
  Page page = empty_page(query.log);
  const MemoryLog* log = find_log(query.log);
  if (!log) return page;
  page.head = log->head();
  MemorySource source(*log);
  read_messages(query, source, page);
  return page;
}

Result<Entry> MemoryStore::entry(const RoomId& log, Seq seq) const {
  const Reading hold(lock_);
  const MemoryLog* found = find_log(log);
  const Entry* entry = found ? found->find(seq) : nullptr;
  if (!entry) return no_such_entry();
  return *entry;
}

Result<std::vector<UnreadCount>> MemoryStore::unread(const UserId& user,
                                                     const std::vector<UnreadQuery>& rooms) const {
  const Reading hold(lock_);
  const MemoryLog* own = find_log("@" + user);
  std::vector<UnreadCount> counts(rooms.size());
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    const MemoryLog* log = find_log(rooms[i].room);
    if (!log) continue;
    counts[i].unread = log->unread(user, rooms[i].read);
    if (own) counts[i].mentions = own->mentions(rooms[i].room, rooms[i].read, log->born());
  }
  return counts;
}

std::unique_ptr<MessageStore> make_memory_store() {
  return std::make_unique<MemoryStore>();
}

}  // namespace workchat::store
