#include "store/sqlite/statement.hpp"

namespace workchat::store {

Statement::Statement(Connection& connection, const std::string& sql) : connection_(connection) {
  if (!connection.ok()) return;
  connection.note(sqlite3_prepare_v3(connection.handle(), sql.data(), static_cast<int>(sql.size()),
                                     SQLITE_PREPARE_PERSISTENT, &handle_, nullptr));
}

Statement::~Statement() {
  sqlite3_finalize(handle_);
}

void Statement::bind(int index, std::int64_t value) {
  if (connection_.ok()) connection_.note(sqlite3_bind_int64(handle_, index, value));
}

void Statement::bind(int index, std::string_view value) {
  // An empty view may have no address, which SQLite would take for NULL.
  const char* bytes = value.empty() ? "" : value.data();
  if (connection_.ok())
    connection_.note(sqlite3_bind_text64(handle_, index, bytes, value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind(int index, Blob value) {
  const char* bytes = value.bytes.empty() ? "" : value.bytes.data();
  if (connection_.ok())
    connection_.note(sqlite3_bind_blob64(handle_, index, bytes, value.bytes.size(), SQLITE_STATIC));
}

void Statement::bind(int index, std::optional<std::int64_t> value) {
  if (value) return bind(index, *value);
  if (connection_.ok()) connection_.note(sqlite3_bind_null(handle_, index));
}

std::int64_t Statement::finish() {
  if (!connection_.ok()) return 0;
  connection_.note(sqlite3_step(handle_));
  sqlite3_reset(handle_);
  return connection_.ok() ? sqlite3_changes64(connection_.handle()) : 0;
}

Rows::~Rows() {
  sqlite3_reset(statement_.handle_);
}

bool Rows::next() {
  if (!statement_.connection_.ok()) return false;
  const int code = sqlite3_step(statement_.handle_);
  return statement_.connection_.note(code) && code == SQLITE_ROW;
}

std::int64_t Rows::integer(int column) const {
  return sqlite3_column_int64(statement_.handle_, column);
}

std::string Rows::text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_.handle_, column);
  const int size = sqlite3_column_bytes(statement_.handle_, column);
  return bytes ? std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size)) : std::string();
}

void Rows::damaged() {
  statement_.connection_.note(SQLITE_CORRUPT);
}

}  // namespace workchat::store
