#pragma once

#include <string>

#include <workchat/message.hpp>

#include "store/sqlite/statement.hpp"

namespace workchat::store {

/// The columns of an entry, as `read_entry` and `entry_insert` have them, without its log.
extern const char* const entry_columns;

/// The entry a row stands for; `log` is how its log is called.
Entry read_entry(Rows& rows, const RoomId& log);

/// Writes new entries.
class EntryInsert {
 public:
  explicit EntryInsert(Connection& connection);
  /// `entry` as it came, with the numbers it gets. `deleted`: it has no text any more when it comes.
  void run(const Entry& entry, std::int64_t log, Seq seq, Pos pos, Seq target, bool deleted);

 private:
  Statement statement_;
};

}  // namespace workchat::store
