#include "store/sqlite/log_table.hpp"

namespace workchat::store {

LogTable::LogTable(Connection& connection)
    : connection_(connection),
      insert_(connection,
              "INSERT INTO log (name, born, head, floor, last_message, last_ts, last_pos)"
              " VALUES (?, ?, 0, 1, 0, 0, 0)"),
      update_(connection, "UPDATE log SET head=?, last_message=?, last_ts=?, last_pos=? WHERE id=?"),
      delete_(connection, "DELETE FROM log WHERE id=?") {
  load(connection);
}

void LogTable::load(Connection& connection) {
  Statement all(connection, "SELECT name, id, born, head, floor, last_message, last_ts, last_pos FROM log");
  Rows rows = all.query();
  while (rows.next()) {
    LogRow& row = rows_[rows.text(0)];
    row.id = rows.integer(1);
    row.born = rows.integer(2);
    row.head = rows.integer(3);
    row.floor = rows.integer(4);
    row.last_message = rows.integer(5);
    row.last_ts = rows.integer(6);
    row.last_pos = rows.integer(7);
  }
}

const LogRow* LogTable::find(const RoomId& name) const {
  const auto found = rows_.find(name);
  return found == rows_.end() ? nullptr : &found->second;
}

void LogTable::remember(const RoomId& name, std::optional<LogRow> before) {
  before_.emplace_back(name, before);
}

LogRow* LogTable::change(const RoomId& name) {
  const auto found = rows_.find(name);
  if (found == rows_.end()) return nullptr;
  LogRow& row = found->second;
  if (!row.changed) {
    remember(name, row);
    row.changed = true;
  }
  return &row;
}

LogRow& LogTable::add(const RoomId& name, Pos born) {
  remember(name, std::nullopt);
  LogRow& row = rows_[name];
  insert_.run(name, born);
  row.id = sqlite3_last_insert_rowid(connection_.handle());
  row.born = born;
  row.changed = true;
  return row;
}

void LogTable::remove(const RoomId& name) {
  const auto found = rows_.find(name);
  if (found == rows_.end()) return;
  if (!found->second.changed) remember(name, found->second);
  delete_.run(found->second.id);
  rows_.erase(found);
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
