#include "store/sqlite/connection.hpp"

#include <cerrno>

#include "store/errors.hpp"

namespace workchat::store {
namespace {

constexpr int busy_timeout_ms = 5000;

bool disk_is_full(int code, int system_error) {
  if (code == SQLITE_FULL) return true;
  const bool no_room = system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
  // Not after SQLITE_IOERR_FSYNC: by then everything has been written, and who knows what of it stays.
  return no_room && (code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_SHMSIZE);
}

}  // namespace

Connection::Connection(const std::string& file, Mode mode, const char* vfs) {
  const int access = mode == Mode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  const int code = sqlite3_open_v2(file.c_str(), &handle_, access | SQLITE_OPEN_NOMUTEX, vfs);
  if (!note(code)) return;
  sqlite3_extended_result_codes(handle_, 1);
  sqlite3_busy_timeout(handle_, busy_timeout_ms);
  run("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY");
}

Connection::~Connection() {
  sqlite3_close_v2(handle_);
}

void Connection::run(const char* sql) {
  if (ok()) note(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr));
}

bool Connection::note(int code) {
  if (!ok() || code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return ok();
  code_ = code;
  system_error_ = handle_ ? sqlite3_system_errno(handle_) : 0;
  // The connection's own words are of its last call, which need not be the one that failed.
  const bool own_words = handle_ && sqlite3_extended_errcode(handle_) == code;
  message_ = own_words ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
  return false;
}

void Connection::forgive() {
  code_ = SQLITE_OK;
  system_error_ = 0;
  message_.clear();
}

Error Connection::error() const {
  const int primary = code_ & 0xff;
  if (disk_is_full(code_, system_error_)) return failure(Errc::overloaded, "no room on the disk");
  if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB)
    return failure(Errc::unavailable, "the database is damaged: " + message_);
  return failure(Errc::unavailable, "the database cannot be used: " + message_);
}

}  // namespace workchat::store
