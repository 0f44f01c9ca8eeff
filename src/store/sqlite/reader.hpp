#pragma once

#include <optional>
#include <string>
#include <vector>

#include <workchat/message_store.hpp>

#include "store/message_page.hpp"
#include "store/sqlite/statement.hpp"

namespace workchat::store {

/// A connection that reads; each call sees one commit. Whether it went well is in the connection.
/// Threads: one at a time.
class Reader {
 public:
  explicit Reader(const std::string& file);
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  Connection& connection() { return connection_; }

  Page entries(const RoomId& log, Seq after, std::int64_t limit, std::int64_t max_bytes);
  Feed feed(const std::vector<RoomId>& logs, Pos after, std::int64_t limit, std::int64_t max_bytes);
  Page messages(const PageQuery& query);
  std::optional<Entry> entry(const RoomId& log, Seq seq);
  std::vector<UnreadCount> unread(const UserId& user, const std::vector<UnreadQuery>& rooms);

 private:
  class Transaction;
  class Source;
  struct Log {
    std::int64_t id = 0;
    Seq head = 0;
    Seq floor = 1;
    Pos born = 0;
    Pos last_pos = 0;
    std::string epoch;
  };
  /// An entry that a feed may show: its pos, and which of the feed's logs it is in.
  struct Waiting {
    Pos pos;
    std::size_t log;
  };

  std::optional<Log> find_log(const RoomId& name);
  Page page_of(const RoomId& name, const std::optional<Log>& log);
  /// The lowest seq of a log that comes after `pos`.
  Seq first_after(const Log& log, Pos pos);
  void find_waiting(const RoomId& name, std::size_t index, Pos after, std::int64_t rows_asked,
                    std::vector<Waiting>& waiting);
  std::vector<Waiting> waiting_entries(const std::vector<RoomId>& logs, Pos after, std::int64_t rows_asked);

  Connection connection_;
  Statement begin_, end_, state_, log_, after_, older_, newer_, changes_, one_, at_pos_, pos_of_, pos_after_,
      unread_, mentions_;
};

}  // namespace workchat::store
