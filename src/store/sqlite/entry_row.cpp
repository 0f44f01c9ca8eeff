#include "store/sqlite/entry_row.hpp"

#include <string_view>

#include "store/entry_rules.hpp"
#include "store/sqlite/codes.hpp"

namespace workchat::store {

const char* const entry_columns =
    "pos, seq, type, ts, user, text, client_id, format, deleted, reply_to, target, subject, subject_name, "
    "source,"
    " word, role, on_off, audience";

Entry read_entry(Rows& rows, const RoomId& log) {
  int column = 0;
  Entry entry;
  entry.room = log;
  entry.pos = rows.integer(column++);
  entry.seq = rows.integer(column++);
  const auto type = from_code<EntryType>(rows.integer(column++));
  entry.ts = rows.integer(column++);
  entry.user.id = rows.text(column++);
  entry.text = rows.text(column++);
  entry.client_id = rows.text(column++);
  const auto format = from_code<Format>(rows.integer(column++));
  entry.deleted = rows.boolean(column++);
  entry.reply_to = rows.integer(column++);
  entry.target = rows.integer(column++);
  entry.subject.id = rows.text(column++);
  entry.subject.name = rows.text(column++);
  entry.source = rows.text(column++);
  entry.word = rows.text(column++);
  const auto role = from_code<Role>(rows.integer(column++));
  entry.on = rows.boolean(column++);
  entry.audience = rows.text(column++);
  if (!type || !format || !role) rows.damaged();
  entry.type = type.value_or(EntryType::message);
  entry.format = format.value_or(Format::plain);
  entry.role = role.value_or(Role::none);
  return entry;
}

EntryInsert::EntryInsert(Connection& connection)
    : statement_(connection, std::string("INSERT INTO entry (log, ") + entry_columns +
                                 ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)") {}

void EntryInsert::run(const Entry& entry, std::int64_t log, Seq seq, Pos pos, Seq target, bool deleted) {
  const std::string_view text = deleted ? std::string_view() : entry.text;
  statement_.run(log, pos, seq, code_of(entry.type), entry.ts, entry.user.id, text, entry.client_id,
                 code_of(entry.format), deleted, entry.reply_to, target, entry.subject.id, kept_name(entry),
                 entry.source, entry.word, code_of(entry.role), entry.on, entry.audience);
}

}  // namespace workchat::store
