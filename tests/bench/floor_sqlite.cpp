// Bare SQLite with the library's schema: the writes a message needs, in group commits, and nothing that asks
// who may.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <sqlite3.h>
#include <CLI/CLI.hpp>

#include <workchat/message_store.hpp>

#include "examples/bench/client_ids.hpp"
#include "examples/bench/clock.hpp"
#include "examples/bench/report.hpp"
#include "store/sqlite/entry_row.hpp"
#include "support/temporary_folder.hpp"

namespace {

struct Load {
  std::int64_t messages = 200'000;
  std::int64_t batch = 64;
  std::int64_t rooms = 5;
  std::int64_t stored = 0;
  std::int64_t pages = 0;
  std::string durability = "full";
};

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "floor_sqlite: %s\n", what.c_str());
  std::exit(1);
}

class Statement {
 public:
  Statement(sqlite3* database, const std::string& sql) {
    if (sqlite3_prepare_v3(database, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &handle_, nullptr) !=
        SQLITE_OK)
      fail(sqlite3_errmsg(database));
  }
  ~Statement() { sqlite3_finalize(handle_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  template <typename... Values>
  void run(const Values&... values) {
    bind_all(values...);
    if (sqlite3_step(handle_) != SQLITE_DONE) fail("a statement failed");
    sqlite3_reset(handle_);
  }
  /// Reads every column of every row.
  template <typename... Values>
  std::size_t read(const Values&... values) {
    bind_all(values...);
    std::size_t bytes = 0;
    while (sqlite3_step(handle_) == SQLITE_ROW)
      for (int column = 0; column < sqlite3_column_count(handle_); ++column)
        bytes += static_cast<std::size_t>(sqlite3_column_bytes(handle_, column));
    sqlite3_reset(handle_);
    return bytes;
  }

 private:
  template <typename... Values>
  void bind_all(const Values&... values) {
    int index = 0;
    (bind(++index, values), ...);
  }
  void bind(int index, std::int64_t value) { sqlite3_bind_int64(handle_, index, value); }
  void bind(int index, std::string_view value) {
    sqlite3_bind_text64(handle_, index, value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8);
  }

  sqlite3_stmt* handle_ = nullptr;
};

class Database {
 public:
  explicit Database(const std::string& folder) {
    // The library makes the file, so that the schema is its own.
    if (auto made = workchat::open_store("sqlite:" + folder); !made) fail(made.error().message);
    if (sqlite3_open((folder + "/workchat.db").c_str(), &handle_) != SQLITE_OK) fail(sqlite3_errmsg(handle_));
    run("PRAGMA cache_size=-32768");  // as the library's writer has
  }
  ~Database() { sqlite3_close(handle_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  sqlite3* handle() { return handle_; }
  void run(const std::string& sql) {
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
      fail(sqlite3_errmsg(handle_));
  }

 private:
  sqlite3* handle_ = nullptr;
};

/// Writes the messages of a load, each to one of the rooms, in no order of rooms.
class Writer {
 public:
  Writer(Database& database, const Load& load)
      : heads_(static_cast<std::size_t>(load.rooms)),
        begin_(database.handle(), "BEGIN IMMEDIATE"),
        commit_(database.handle(), "COMMIT"),
        client_(database.handle(),
                "INSERT INTO client (client_id, log, user, seq, pos, ts, draft_hash)"
                " VALUES (?,?,?,?,?,?,?) ON CONFLICT DO NOTHING"),
        entry_(database.handle(), std::string("INSERT INTO entry (log, ") + workchat::store::entry_columns +
                                      ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
        log_(database.handle(), "UPDATE log SET head=?, last_message=?, last_ts=?, last_pos=? WHERE id=?"),
        store_(database.handle(), "UPDATE store SET pos=?") {
    Statement room(database.handle(), "INSERT INTO log VALUES (?,?,0,0,1,0,0,0)");
    begin_.run();
    for (std::int64_t id = 1; id <= load.rooms; ++id) room.run(id, "r_" + std::to_string(id));
    commit_.run();
  }

  void write(std::int64_t messages, std::int64_t batch) {
    for (std::int64_t left = messages; left > 0; left -= batch) {
      begin_.run();
      for (std::int64_t i = 0; i < batch && i < left; ++i) write_one();
      for (const std::int64_t log : changed_) {
        const std::int64_t head = heads_[static_cast<std::size_t>(log - 1)];
        log_.run(head, head, ts, pos_, log);
      }
      changed_.clear();
      store_.run(pos_);
      commit_.run();
    }
  }

 private:
  void write_one() {
    const auto room = static_cast<std::size_t>(rooms_() % heads_.size());
    const auto log = static_cast<std::int64_t>(room) + 1;
    const std::int64_t seq = ++heads_[room], message = 1, none = 0;
    const std::string client_id = ids_.next();
    ++pos_;
    changed_.insert(log);
    client_.run(client_id, log, user, seq, pos_, ts, static_cast<std::int64_t>(rooms_()));
    entry_.run(log, pos_, seq, message, ts, user, text_, client_id, none, none, none, none, nothing, nothing,
               nothing, nothing, none, none, nothing);
  }

  static constexpr std::int64_t ts = 1'700'000'000'000;
  static constexpr std::string_view user = "u_0123456789abc", nothing = "";

  const std::string text_ = std::string(100, 'x');
  std::vector<std::int64_t> heads_;
  std::set<std::int64_t> changed_;
  std::int64_t pos_ = 0;
  bench::ClientIds ids_{1};
  std::mt19937_64 rooms_{2};
  Statement begin_, commit_, client_, entry_, log_, store_;
};

/// How long the newest 50 messages of a room take.
bench::Histogram read_pages(Database& database, std::int64_t pages) {
  Statement newest(database.handle(), std::string("SELECT ") + workchat::store::entry_columns +
                                          " FROM entry WHERE log=? AND type=1 ORDER BY seq DESC LIMIT 50");
  bench::Histogram took;
  for (std::int64_t i = 0; i < pages; ++i) {
    const std::int64_t began = bench::now_ns();
    if (newest.read(std::int64_t{1}) == 0) fail("the room is empty");
    took.record(bench::now_ns() - began);
  }
  return took;
}

Load read_options(int argc, char** argv) {
  Load load;
  CLI::App app("Bare SQLite with the library's schema; the folder is made where TMPDIR says");
  app.add_option("--messages", load.messages, "How many")->check(CLI::PositiveNumber);
  app.add_option("--batch", load.batch, "Messages of a commit")->check(CLI::PositiveNumber);
  app.add_option("--rooms", load.rooms, "Rooms they are in")->check(CLI::PositiveNumber);
  app.add_option("--stored", load.stored, "Messages that are there before");
  app.add_option("--pages", load.pages, "Then read the newest 50 of a room so often");
  app.add_option("--durability", load.durability, "full or off")->check(CLI::IsMember({"full", "off"}));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));
  }
  return load;
}

}  // namespace

int main(int argc, char** argv) {
  const Load load = read_options(argc, argv);
  const workchat::testing::TemporaryFolder folder;
  Database database(folder.path());
  Writer writer(database, load);
  database.run("PRAGMA synchronous=off");
  writer.write(load.stored, 1'000);
  database.run("PRAGMA synchronous=" + load.durability);
  const std::int64_t began = bench::now_ns(), cpu = bench::own_cpu_ns();
  writer.write(load.messages, load.batch);
  const auto cpu_us = static_cast<double>(bench::own_cpu_ns() - cpu) / 1e3;
  const auto seconds = static_cast<double>(bench::now_ns() - began) / 1e9;
  const auto messages = static_cast<double>(load.messages);
  bench::Report report("floor_sqlite");
  report.set("messages", load.messages);
  report.set("batch", load.batch);
  report.set("rooms", load.rooms);
  report.set("stored", load.stored);
  report.set("durability", load.durability);
  report.set("cpu_us_per_message", cpu_us / messages);
  report.set("messages_per_s", messages / seconds);
  if (load.pages > 0) report.set("page_us", read_pages(database, load.pages));
  std::fputs(report.json().c_str(), stdout);
}
