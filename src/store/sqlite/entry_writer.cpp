#include "store/sqlite/entry_writer.hpp"

#include <cstddef>

namespace workchat::store {

EntryWriter::EntryWriter(Connection& connection, LogTable& logs)
    : logs_(logs),
      insert_(connection),
      claim_(connection,
             "INSERT INTO client (client_id, log, user, seq, pos, ts, draft_hash)"
             " VALUES (?,?,?,?,?,?,?) ON CONFLICT DO NOTHING"),
      claimed_(connection,
               "SELECT seq, pos, ts, draft_hash FROM client WHERE client_id=? AND log=? AND user=?"),
      blank_message_(connection, "UPDATE entry SET text='', deleted=1 WHERE log=? AND seq=? AND type=1"),
      // Said twice, so that SQLite sees that entry_by_target has them.
      blank_edits_(connection,
                   "UPDATE entry SET text='', deleted=1"
                   " WHERE log=? AND target=? AND type=2 AND type BETWEEN 2 AND 5"),
      deleted_(connection, "SELECT deleted FROM entry WHERE log=? AND seq=? AND type=1") {}

Committed EntryWriter::write(const std::vector<NewEntry>& entries, Pos& newest) {
  Committed committed;
  committed.entries.reserve(entries.size());
  for (const NewEntry& each : entries) {
    const Stored* parent =
        each.parent < 0 ? nullptr : &committed.entries[static_cast<std::size_t>(each.parent)];
    committed.entries.push_back(write_one(each, parent, newest));
  }
  return committed;
}

Stored EntryWriter::write_one(const NewEntry& each, const Stored* parent, Pos& newest) {
  const Entry& entry = each.entry;
  Stored stored;
  if (parent && parent->how != Stored::How::fresh) {
    stored.how = Stored::How::dropped;
    return stored;
  }
  LogRow* log = logs_.change(entry.room);
  if (!log) log = &logs_.add(entry.room, newest);
  stored.seq = log->head + 1;
  stored.pos = newest + 1;
  stored.ts = entry.ts;
  stored.draft_hash = each.draft_hash;
  if (!entry.client_id.empty() && !claim(entry, log->id, stored)) return stored;

  const Seq target = parent ? parent->seq : entry.target;
  const bool deleted = entry.type == EntryType::edit && is_deleted(log->id, target);
  if (entry.type == EntryType::deletion) blank(log->id, target);
  insert_.run(entry, log->id, stored.seq, stored.pos, target, deleted);
  log->head = stored.seq;
  log->last_ts = entry.ts;
  log->last_pos = newest = stored.pos;
  if (entry.type == EntryType::message) log->last_message = stored.seq;
  return stored;
}

bool EntryWriter::claim(const Entry& entry, std::int64_t log, Stored& stored) {
  const std::int64_t claimed = claim_.run(entry.client_id, log, entry.user.id, stored.seq, stored.pos,
                                          stored.ts, static_cast<std::int64_t>(stored.draft_hash));
  if (claimed == 1) return true;
  stored.how = Stored::How::duplicate;
  Rows rows = claimed_.query(entry.client_id, log, entry.user.id);
  if (!rows.next()) return false;
  stored.seq = rows.integer(0);
  stored.pos = rows.integer(1);
  stored.ts = rows.integer(2);
  stored.draft_hash = static_cast<std::uint64_t>(rows.integer(3));
  return false;
}

void EntryWriter::blank(std::int64_t log, Seq target) {
  // Edits only of a message that is there: the target may be any number.
  if (blank_message_.run(log, target) > 0) blank_edits_.run(log, target);
}

bool EntryWriter::is_deleted(std::int64_t log, Seq target) {
  Rows rows = deleted_.query(log, target);
  return rows.next() && rows.boolean(0);
}

}  // namespace workchat::store
