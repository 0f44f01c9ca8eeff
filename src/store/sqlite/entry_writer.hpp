#pragma once

#include <vector>

#include <workchat/message_store.hpp>

#include "store/sqlite/entry_row.hpp"
#include "store/sqlite/log_table.hpp"
#include "store/sqlite/statement.hpp"

namespace workchat::store {

/// Writes the entries of a batch, and the client_ids they come with.
class EntryWriter {
 public:
  EntryWriter(Connection& connection, LogTable& logs);
  /// `newest`: the store's newest pos, counted on.
  Committed write(const std::vector<NewEntry>& entries, Pos& newest);

 private:
  Stored write_one(const NewEntry& each, const Stored* parent, Pos& newest);
  /// Makes the client_id ours. False: it is another entry's, which is then in `stored`.
  bool claim(const Entry& entry, std::int64_t log, Stored& stored);
  /// Takes their text from a message and its edits.
  void blank(std::int64_t log, Seq target);
  bool is_deleted(std::int64_t log, Seq target);

  LogTable& logs_;
  EntryInsert insert_;
  Statement claim_, claimed_, blank_message_, blank_edits_, deleted_;
};

}  // namespace workchat::store
