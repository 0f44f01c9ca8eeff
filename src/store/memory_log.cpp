#include "store/memory_log.hpp"

#include <algorithm>
#include <utility>

#include "store/entry_rules.hpp"

namespace workchat::store {
namespace {

std::string client_key(const UserId& user, const std::string& client_id) {
  return user + '\0' + client_id;
}

}  // namespace

const Entry& MemoryLog::append(Entry entry) {
  entry.seq = head() + 1;
  if (entry.type == EntryType::deletion) blank(entry.target);
  if (entry.type == EntryType::edit) {
    const Entry* message = find_message(entry.target);
    if (message && message->deleted) {
      entry.text.clear();
      entry.deleted = true;
    }
  }
  entries_.push_back(std::move(entry));
  index(entries_.back());
  return entries_.back();
}

void MemoryLog::index(const Entry& entry) {
  const std::size_t at = entries_.size() - 1;
  if (entry.type == EntryType::message) last_message_ = entry.seq;
  if (entry.type == EntryType::mention) mentions_[entry.source].push_back(at);
  if (is_change(entry.type)) changes_[entry.target].push_back(at);
}

void MemoryLog::blank(Seq target) {
  if (!find_message(target)) return;
  const auto take_away = [this](std::size_t at) {
    entries_[at].text = std::string();
    entries_[at].deleted = true;
  };
  take_away(static_cast<std::size_t>(target) - 1);
  for (const std::size_t at : changes_of(target))
    if (entries_[at].type == EntryType::edit) take_away(at);
}

const Stored* MemoryLog::find_client(const UserId& user, const std::string& client_id) const {
  const auto found = clients_.find(client_key(user, client_id));
  return found == clients_.end() ? nullptr : &found->second;
}

void MemoryLog::remember_client(const UserId& user, const std::string& client_id, const Stored& stored) {
  clients_.emplace(client_key(user, client_id), stored);
}

const Entry* MemoryLog::find(Seq seq) const {
  return seq < 1 || seq > head() ? nullptr : &entries_[static_cast<std::size_t>(seq) - 1];
}

const Entry* MemoryLog::find_message(Seq seq) const {
  const Entry* entry = find(seq);
  return entry && entry->type == EntryType::message ? entry : nullptr;
}

std::size_t MemoryLog::index_after(Seq seq) const {
  return static_cast<std::size_t>(std::clamp<Seq>(seq, 0, head()));
}

std::size_t MemoryLog::index_after_pos(Pos pos) const {
  const auto first = std::upper_bound(entries_.begin(), entries_.end(), pos,
                                      [](Pos after, const Entry& entry) { return after < entry.pos; });
  return static_cast<std::size_t>(first - entries_.begin());
}

const std::vector<std::size_t>& MemoryLog::changes_of(Seq target) const {
  static const std::vector<std::size_t> none;
  const auto found = changes_.find(target);
  return found == changes_.end() ? none : found->second;
}

LogState MemoryLog::state(const RoomId& name) const {
  LogState state;
  state.log = name;
  state.head = head();
  state.last_message = last_message_;
  state.last_ts = entries_.empty() ? 0 : entries_.back().ts;
  return state;
}

std::int64_t MemoryLog::unread(const UserId& user, Seq read) const {
  const auto first = entries_.begin() + static_cast<std::ptrdiff_t>(index_after(read));
  return std::count_if(first, entries_.end(), [&](const Entry& entry) {
    return entry.type == EntryType::message && !entry.deleted && entry.user.id != user;
  });
}

std::int64_t MemoryLog::mentions(const RoomId& source, Seq read, Pos born) const {
  const auto found = mentions_.find(source);
  if (found == mentions_.end()) return 0;
  return std::count_if(found->second.begin(), found->second.end(),
                       [&](std::size_t at) { return entries_[at].target > read && entries_[at].pos > born; });
}

void MemorySource::older(Seq before, Taking& taking) {
  for (Seq seq = std::min(before - 1, log_.head()); seq >= 1; --seq) {
    const Entry& entry = *log_.find(seq);
    if (entry.type != EntryType::message) continue;
    if (!taking.fits(entry.text.size())) return;
    taking.entries.push_back(entry);
  }
}

void MemorySource::newer(Seq after, Taking& taking) {
  for (std::size_t at = log_.index_after(after); at < log_.entries().size(); ++at) {
    const Entry& entry = log_.entries()[at];
    if (entry.type != EntryType::message) continue;
    if (!taking.fits(entry.text.size())) return;
    taking.entries.push_back(entry);
  }
}

void MemorySource::changes(Seq first, Seq last, Fold& fold) {
  for (Seq target = first; target <= last; ++target)
    for (const std::size_t at : log_.changes_of(target)) fold.apply(log_.entries()[at]);
}

}  // namespace workchat::store
