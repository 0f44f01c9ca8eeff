#include "store/sqlite/log_table.hpp"

namespace workchat::store {

LogTable::LogTable(Connection& connection, std::size_t most_kept)
    : connection_(connection),
      most_kept_(most_kept),
      select_(connection, "SELECT id, head, last_message, last_ts, last_pos FROM log WHERE name=?"),
      insert_(connection,
              "INSERT INTO log (name, born, head, floor, last_message, last_ts, last_pos)"
              " VALUES (?, ?, 0, 1, 0, 0, 0)"),
      update_(connection, "UPDATE log SET head=?, last_message=?, last_ts=?, last_pos=? WHERE id=?"),
      delete_(connection, "DELETE FROM log WHERE id=?") {}

LogRow* LogTable::get(const RoomId& name) {
  const auto found = rows_.find(name);
  if (found != rows_.end()) return &found->second;
  Rows rows = select_.query(name);
  if (!rows.next()) return nullptr;
  LogRow row;
  row.id = rows.integer(0);
  row.head = rows.integer(1);
  row.last_message = rows.integer(2);
  row.last_ts = rows.integer(3);
  row.last_pos = rows.integer(4);
  return &rows_.emplace(name, row).first->second;
}

void LogTable::remember(const RoomId& name, std::optional<LogRow> before) {
  before_.emplace_back(name, before);
}

LogRow* LogTable::change(const RoomId& name) {
  LogRow* const row = get(name);
  if (row && !row->changed) {
    remember(name, *row);
    row->changed = true;
  }
  return row;
}

LogRow& LogTable::add(const RoomId& name, Pos born) {
  remember(name, std::nullopt);
  LogRow& row = rows_[name];
  insert_.run(name, born);
  row.id = sqlite3_last_insert_rowid(connection_.handle());
  row.changed = true;
  return row;
}

void LogTable::remove(const RoomId& name) {
  const LogRow* const row = get(name);
  if (!row) return;
  if (!row->changed) remember(name, *row);
  delete_.run(row->id);
  rows_.erase(name);
}

void LogTable::write() {
  for (const auto& [name, before] : before_) {
    const auto found = rows_.find(name);
    if (found == rows_.end() || !found->second.changed) continue;
    LogRow& row = found->second;
    update_.run(row.head, row.last_message, row.last_ts, row.last_pos, row.id);
    row.changed = false;
  }
}

void LogTable::keep() {
  before_.clear();
  if (rows_.size() > most_kept_) rows_.clear();
}

void LogTable::undo() {
  for (auto each = before_.rbegin(); each != before_.rend(); ++each) {
    if (each->second)
      rows_[each->first] = *each->second;
    else
      rows_.erase(each->first);
  }
  before_.clear();
}

}  // namespace workchat::store
