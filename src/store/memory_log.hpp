#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include <workchat/message_store.hpp>

#include "store/message_page.hpp"

namespace workchat::store {

/// One log of a memory store. Threads: those of its store's lock.
class MemoryLog {
 public:
  /// `born`: the store's newest entry when the log was made.
  explicit MemoryLog(Pos born) : born_(born) {}

  /// Stores an entry that has everything but its seq.
  const Entry& append(Entry entry);
  /// What was stored under this client_id; null: nothing.
  const Stored* find_client(const UserId& user, const std::string& client_id) const;
  void remember_client(const UserId& user, const std::string& client_id, const Stored& stored);

  const Entry* find(Seq seq) const;
  /// The entries after `seq` are those from this index on.
  std::size_t index_after(Seq seq) const;
  /// The first index whose entry is after `pos` in commit order.
  std::size_t index_after_pos(Pos pos) const;
  const std::vector<Entry>& entries() const { return entries_; }
  const std::vector<std::size_t>& changes_of(Seq target) const;

  Seq head() const { return static_cast<Seq>(entries_.size()); }
  LogState state(const RoomId& name) const;
  Pos born() const { return born_; }
  /// Messages of others than `user` after `read`.
  std::int64_t unread(const UserId& user, Seq read) const;
  /// Mentions that name a message after `read` of the room `source`, which was made at `born`.
  std::int64_t mentions(const RoomId& source, Seq read, Pos born) const;

 private:
  void index(const Entry& entry);
  void blank(Seq target);
  const Entry* find_message(Seq seq) const;

  std::vector<Entry> entries_;                           // seq is the index + 1
  std::map<Seq, std::vector<std::size_t>> changes_;      // edits, deletions, reactions and pins by target
  std::map<RoomId, std::vector<std::size_t>> mentions_;  // by source
  std::unordered_map<std::string, Stored> clients_;
  Pos born_;
  Seq last_message_ = 0;
};

/// A log as a page of messages is read from it.
class MemorySource final : public MessageSource {
 public:
  explicit MemorySource(const MemoryLog& log) : log_(log) {}
  void older(Seq before, Taking& taking) override;
  void newer(Seq after, Taking& taking) override;
  void changes(Seq first, Seq last, Fold& fold) override;

 private:
  const MemoryLog& log_;
};

}  // namespace workchat::store
