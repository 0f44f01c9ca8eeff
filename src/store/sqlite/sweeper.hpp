#pragma once

#include <cstdint>
#include <vector>

#include <workchat/message_store.hpp>

#include "store/sqlite/statement.hpp"

namespace workchat::store {

/// Deletes what is no longer wanted, a little with each commit, so that no commit is long: the entries of
/// rooms that were removed, and client_ids that need not be remembered.
class Sweeper {
 public:
  explicit Sweeper(Connection& connection);

  /// The newest entry whose client_id is no longer remembered.
  Pos forgotten() const { return forgotten_; }
  /// The entries of this log, whose room is gone, are to be deleted.
  void take_log(std::int64_t log);
  /// Part of a commit. `written`: entries of this commit; more is forgotten than is written. `before`: 0 where
  /// nothing may be forgotten yet.
  void sweep(std::int64_t written, TimeMs before);
  /// From the database: at the start, and after a commit that failed.
  void reload();

 private:
  void forget(std::int64_t most, TimeMs before);
  void delete_entries(std::int64_t log);

  Statement state_, removed_, take_log_, old_, of_removed_, delete_entry_, delete_client_, done_;
  Pos forgotten_ = 0;
  TimeMs next_due_ = 0;  // nothing that is still remembered is older
  std::vector<std::int64_t> removed_logs_;
};

}  // namespace workchat::store
