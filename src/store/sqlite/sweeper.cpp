#include "store/sqlite/sweeper.hpp"

#include <string>

namespace workchat::store {
namespace {

constexpr std::int64_t deletions_of_a_commit = 256;  // some milliseconds
constexpr std::int64_t forgotten_at_least = 16;

struct Unwanted {
  Pos pos;
  std::string client_id;
  UserId user;
};

}  // namespace

Sweeper::Sweeper(Connection& connection)
    : state_(connection, "SELECT forgotten FROM store"),
      removed_(connection, "SELECT log FROM removed_log"),
      take_log_(connection, "INSERT INTO removed_log (log) VALUES (?)"),
      old_(connection, "SELECT pos, log, client_id, user, ts FROM entry WHERE pos>? ORDER BY pos LIMIT ?"),
      of_removed_(connection, "SELECT pos, client_id, user FROM entry WHERE log=? ORDER BY seq LIMIT ?"),
      delete_entry_(connection, "DELETE FROM entry WHERE pos=?"),
      delete_client_(connection, "DELETE FROM client WHERE client_id=? AND log=? AND user=? AND pos=?"),
      done_(connection, "DELETE FROM removed_log WHERE log=?") {}

void Sweeper::reload() {
  forgotten_ = 0;
  next_due_ = 0;
  removed_logs_.clear();
  Rows state = state_.query();
  if (state.next()) forgotten_ = state.integer(0);
  Rows logs = removed_.query();
  while (logs.next()) removed_logs_.push_back(logs.integer(0));
}

void Sweeper::take_log(std::int64_t log) {
  take_log_.run(log);
  removed_logs_.push_back(log);
}

void Sweeper::sweep(std::int64_t written, TimeMs before) {
  if (!removed_logs_.empty()) delete_entries(removed_logs_.back());
  if (before > next_due_) forget(2 * written + forgotten_at_least, before);
}

void Sweeper::forget(std::int64_t most, TimeMs before) {
  Rows rows = old_.query(forgotten_, most);
  for (std::int64_t i = 0; i < most; ++i) {
    if (!rows.next()) {
      next_due_ = before;
      return;
    }
    const TimeMs ts = rows.integer(4);
    if (ts >= before) {
      next_due_ = ts;
      return;
    }
    forgotten_ = rows.integer(0);
    const std::string client_id = rows.text(2);
    const UserId user = rows.text(3);
    if (!client_id.empty()) delete_client_.run(client_id, rows.integer(1), user, forgotten_);
  }
}

void Sweeper::delete_entries(std::int64_t log) {
  std::vector<Unwanted> unwanted;
  {
    Rows rows = of_removed_.query(log, deletions_of_a_commit);
    while (rows.next()) unwanted.push_back({rows.integer(0), rows.text(1), rows.text(2)});
  }
  for (const Unwanted& each : unwanted) {
    delete_entry_.run(each.pos);
    if (!each.client_id.empty()) delete_client_.run(each.client_id, log, each.user, each.pos);
  }
  if (static_cast<std::int64_t>(unwanted.size()) < deletions_of_a_commit) {
    done_.run(log);
    removed_logs_.pop_back();
  }
}

}  // namespace workchat::store
