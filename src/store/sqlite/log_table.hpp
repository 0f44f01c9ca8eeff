#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <workchat/message.hpp>

#include "store/sqlite/statement.hpp"

namespace workchat::store {

/// A row of the table `log`.
struct LogRow {
  std::int64_t id = 0;
  Pos born = 0;
  Seq head = 0;
  Seq floor = 1;
  Seq last_message = 0;
  TimeMs last_ts = 0;
  Pos last_pos = 0;
  bool changed = false;  ///< in this commit
};

/// All logs by name, in memory, so that no entry has to look one up; each row that a commit changed is
/// written once, at its end. What a commit that fails has changed here is undone.
class LogTable {
 public:
  explicit LogTable(Connection& connection);

  /// Null: there is none.
  const LogRow* find(const RoomId& name) const;
  /// The row of a log that is about to change; null: there is none.
  LogRow* change(const RoomId& name);
  LogRow& add(const RoomId& name, Pos born);
  void remove(const RoomId& name);

  /// Writes what has changed since the last `keep` or `undo`.
  void write();
  void keep();
  void undo();

 private:
  void load(Connection& connection);
  void remember(const RoomId& name, std::optional<LogRow> before);

  Connection& connection_;
  Statement insert_, update_, delete_;
  std::unordered_map<RoomId, LogRow> rows_;
  std::vector<std::pair<RoomId, std::optional<LogRow>>> before_;  // in the order of the changes
};

}  // namespace workchat::store
