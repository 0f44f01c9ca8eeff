#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <workchat/message.hpp>

#include "store/sqlite/statement.hpp"

namespace workchat::store {

/// A row of the table `log`, as far as a commit changes it.
struct LogRow {
  std::int64_t id = 0;
  Seq head = 0;
  Seq last_message = 0;
  TimeMs last_ts = 0;
  Pos last_pos = 0;
  bool changed = false;  ///< in this commit
};

/// The logs that are written to, by name, in memory: most entries go to a log that had some not long ago.
/// Each row that a commit changed is written once, at its end. What a commit that fails has changed here is
/// undone.
class LogTable {
 public:
  /// `most_kept`: rows in memory between commits.
  explicit LogTable(Connection& connection, std::size_t most_kept = 65'536);  // 8 MB

  /// Null: there is none, or the connection has failed. A row stays where it is until `keep` or `undo`.
  const LogRow* find(const RoomId& name) { return get(name); }
  /// The row of a log that is about to change; null as above.
  LogRow* change(const RoomId& name);
  LogRow& add(const RoomId& name, Pos born);
  void remove(const RoomId& name);

  /// Writes what has changed since the last `keep` or `undo`.
  void write();
  void keep();
  void undo();

 private:
  LogRow* get(const RoomId& name);
  void remember(const RoomId& name, std::optional<LogRow> before);

  Connection& connection_;
  const std::size_t most_kept_;
  Statement select_, insert_, update_, delete_;
  std::unordered_map<RoomId, LogRow> rows_;                       // of some logs, as they are in the database
  std::vector<std::pair<RoomId, std::optional<LogRow>>> before_;  // in the order of the changes
};

}  // namespace workchat::store
