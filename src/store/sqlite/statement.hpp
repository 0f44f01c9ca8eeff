#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include "store/sqlite/connection.hpp"

namespace workchat::store {

class Statement;

/// The rows of a query that is running. Gives its statement back when it goes.
class Rows {
 public:
  explicit Rows(Statement& statement) : statement_(statement) {}
  ~Rows();
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  /// To the next row. False: there is none, or the connection has failed.
  bool next();

  // Of the row it stands on; columns count from 0.
  std::int64_t integer(int column) const;
  bool boolean(int column) const { return integer(column) != 0; }
  /// Text or blob; empty where NULL.
  std::string text(int column) const;

  /// What the row says cannot be.
  void damaged();

 private:
  Statement& statement_;
};

/// Bytes that are not text.
struct Blob {
  std::string_view bytes;
};

/// A prepared statement. Borrows its connection. Values are bound in order; texts must outlive the query.
class Statement {
 public:
  Statement(Connection& connection, const std::string& sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  template <typename... Values>
  Rows query(const Values&... values) {
    bind_all(values...);
    return Rows(*this);
  }
  /// For a statement that answers nothing. Returns how many rows it changed.
  template <typename... Values>
  std::int64_t run(const Values&... values) {
    bind_all(values...);
    return finish();
  }

 private:
  friend class Rows;

  template <typename... Values>
  void bind_all(const Values&... values) {
    int index = 0;
    (bind(++index, values), ...);
  }
  void bind(int index, std::int64_t value);
  void bind(int index, std::string_view value);
  void bind(int index, Blob value);
  void bind(int index, std::optional<std::int64_t> value);
  std::int64_t finish();

  Connection& connection_;
  sqlite3_stmt* handle_ = nullptr;
};

}  // namespace workchat::store
