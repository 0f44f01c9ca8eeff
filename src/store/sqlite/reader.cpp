#include "store/sqlite/reader.hpp"

#include <algorithm>
#include <utility>

#include "store/check_batch.hpp"
#include "store/sqlite/entry_row.hpp"

namespace workchat::store {
namespace {

/// "SELECT <all of an entry> FROM entry WHERE …"
std::string select_entries(const char* which) {
  return std::string("SELECT ") + entry_columns + " FROM entry WHERE " + which;
}

void take_all(Rows& rows, const RoomId& log, Taking& taking) {
  while (rows.next() && taking.take(read_entry(rows, log))) continue;
}

}  // namespace

/// A read transaction: what is read until it goes is of one commit.
class Reader::Transaction {
 public:
  explicit Transaction(Reader& reader) : reader_(reader) { reader_.begin_.run(); }
  ~Transaction() { reader_.end_.run(); }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

 private:
  Reader& reader_;
};

/// One log, for a page of messages.
class Reader::Source final : public MessageSource {
 public:
  Source(Reader& reader, std::int64_t id, const RoomId& log) : reader_(reader), id_(id), log_(log) {}

  void older(Seq before, Taking& taking) override {
    Rows rows = reader_.older_.query(id_, before, taking.rows());
    take_all(rows, log_, taking);
  }
  void newer(Seq after, Taking& taking) override {
    Rows rows = reader_.newer_.query(id_, after, taking.rows());
    take_all(rows, log_, taking);
  }
  void changes(Seq first, Seq last, Fold& fold) override {
    Rows rows = reader_.changes_.query(id_, first, last);
    while (rows.next()) fold.apply(read_entry(rows, log_));
  }

 private:
  Reader& reader_;
  std::int64_t id_;
  const RoomId& log_;
};

Reader::Reader(const std::string& file)
    : connection_(file, Connection::Mode::read_only),
      begin_(connection_, "BEGIN"),
      end_(connection_, "COMMIT"),
      state_(connection_, "SELECT epoch, pos FROM store"),
      log_(connection_,
           "SELECT id, head, floor, born, last_pos, coalesce(epoch, '')"
           " FROM log LEFT JOIN room ON room.log = log.id WHERE log.name=?"),
      after_(connection_, select_entries("log=? AND seq>? ORDER BY seq LIMIT ?")),
      older_(connection_, select_entries("log=? AND seq<? AND type=1 ORDER BY seq DESC LIMIT ?")),
      newer_(connection_, select_entries("log=? AND seq>? AND type=1 ORDER BY seq LIMIT ?")),
      // The texts of edits that others came after are long, may be many, and say nothing any more.
      changes_(connection_, select_entries("log=? AND target BETWEEN ? AND ? AND type BETWEEN 2 AND 5"
                                           " AND (type<>2 OR NOT EXISTS (SELECT 1 FROM entry AS later"
                                           " WHERE later.log=entry.log AND later.target=entry.target"
                                           " AND later.type BETWEEN 2 AND 5 AND later.type=2"
                                           " AND later.pos>entry.pos))"
                                           " ORDER BY target, pos")),
      one_(connection_, select_entries("log=? AND seq=?")),
      at_pos_(connection_, select_entries("pos=?")),
      pos_of_(connection_, "SELECT pos FROM entry WHERE log=? AND seq=?"),
      pos_after_(connection_, "SELECT pos FROM entry WHERE log=? AND seq>=? ORDER BY seq LIMIT ?"),
      unread_(connection_,
              "SELECT count(*) FROM entry"
              " WHERE log=? AND seq>? AND type=1 AND deleted=0 AND user<>?"),
      mentions_(connection_,
                "SELECT count(*) FROM entry"
                " WHERE log=? AND source=? AND target>? AND type=20 AND pos>?") {
  connection_.run("PRAGMA cache_size=-4096");
}

std::optional<Reader::Log> Reader::find_log(const RoomId& name) {
  Rows rows = log_.query(name);
  if (!rows.next()) return std::nullopt;
  Log log;
  log.id = rows.integer(0);
  log.head = rows.integer(1);
  log.floor = rows.integer(2);
  log.born = rows.integer(3);
  log.last_pos = rows.integer(4);
  log.epoch = rows.text(5);
  return log;
}

Page Reader::page_of(const RoomId& name, const std::optional<Log>& log) {
  Page page;
  page.head = log ? log->head : 0;
  page.floor = log ? log->floor : 1;
  if (log) page.epoch = log->epoch;
  if (makes_itself(name)) {
    Rows state = state_.query();
    if (state.next()) page.epoch = state.text(0);
  }
  return page;
}

Page Reader::entries(const RoomId& log, Seq after, std::int64_t limit, std::int64_t max_bytes) {
  const Transaction one_commit(*this);
  const auto found = find_log(log);
  Page page = page_of(log, found);
  if (!found) return page;
  Taking taking(limit, max_bytes);
  Rows rows = after_.query(found->id, after, taking.rows());
  take_all(rows, log, taking);
  page.entries = std::move(taking.entries);
  page.more = taking.more;
  return page;
}

Page Reader::messages(const PageQuery& query) {
  const Transaction one_commit(*this);
  const auto found = find_log(query.log);
  Page page = page_of(query.log, found);
  if (!found) return page;
  Source source(*this, found->id, query.log);
  read_messages(query, source, page);
  return page;
}

std::optional<Entry> Reader::entry(const RoomId& log, Seq seq) {
  const Transaction one_commit(*this);
  const auto found = find_log(log);
  if (!found) return std::nullopt;
  Rows rows = one_.query(found->id, seq);
  if (!rows.next()) return std::nullopt;
  return read_entry(rows, log);
}

Seq Reader::first_after(const Log& log, Pos pos) {
  Seq low = log.floor, high = log.head + 1;
  while (low < high) {
    const Seq middle = low + (high - low) / 2;
    Rows rows = pos_of_.query(log.id, middle);
    const bool later = rows.next() && rows.integer(0) > pos;
    if (later)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

void Reader::find_waiting(const RoomId& name, std::size_t index, Pos after, std::int64_t rows_asked,
                          std::vector<Waiting>& waiting) {
  const auto log = find_log(name);
  if (!log || log->last_pos <= after) return;
  Rows rows = pos_after_.query(log->id, first_after(*log, after), rows_asked);
  while (rows.next()) waiting.push_back({rows.integer(0), index});
}

std::vector<Reader::Waiting> Reader::waiting_entries(const std::vector<RoomId>& logs, Pos after,
                                                     std::int64_t rows_asked) {
  std::vector<Waiting> waiting;
  for (std::size_t i = 0; i < logs.size(); ++i) find_waiting(logs[i], i, after, rows_asked, waiting);
  const auto shown = std::min(waiting.size(), static_cast<std::size_t>(rows_asked));
  std::partial_sort(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(shown), waiting.end(),
                    [](const Waiting& a, const Waiting& b) { return a.pos < b.pos; });
  waiting.resize(shown);
  return waiting;
}

Feed Reader::feed(const std::vector<RoomId>& logs, Pos after, std::int64_t limit, std::int64_t max_bytes) {
  const Transaction one_commit(*this);
  Taking taking(limit, max_bytes);
  for (const Waiting& each : waiting_entries(logs, after, taking.rows())) {
    Rows rows = at_pos_.query(each.pos);
    if (!rows.next()) rows.damaged();  // the index knows it, the table does not
    if (!connection_.ok() || !taking.take(read_entry(rows, logs[each.log]))) break;
  }
  Feed feed;
  feed.more = taking.more;
  Rows state = state_.query();
  const Pos newest = state.next() ? state.integer(1) : 0;
  feed.through = taking.more ? taking.entries.back().pos : newest;
  feed.entries = std::move(taking.entries);
  return feed;
}

std::vector<UnreadCount> Reader::unread(const UserId& user, const std::vector<UnreadQuery>& rooms) {
  const Transaction one_commit(*this);
  const auto own = find_log("@" + user);
  std::vector<UnreadCount> counts(rooms.size());
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    const auto log = find_log(rooms[i].room);
    if (!log) continue;
    Rows unread = unread_.query(log->id, rooms[i].read, user);
    if (unread.next()) counts[i].unread = unread.integer(0);
    if (!own) continue;
    Rows mentions = mentions_.query(own->id, rooms[i].room, rooms[i].read, log->born);
    if (mentions.next()) counts[i].mentions = mentions.integer(0);
  }
  return counts;
}

}  // namespace workchat::store
