#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <workchat/message.hpp>

namespace workchat::testing {

/// What clients lived, for the judge (tests/checker/README.md).
class Trace {
 public:
  /// One line: `trace.line("cut").add("client", name);`
  class Line {
   public:
    Line(std::string& text, std::string_view kind, std::int64_t at);
    Line(std::string& text, std::string_view kind, std::int64_t at, const RoomId& room, const std::string& epoch);
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;
    ~Line() { text_ += "}\n"; }
    Line& add(std::string_view name, std::string_view value);
    Line& add(std::string_view name, std::int64_t value);
    Line& add_if(bool is, std::string_view name);
    /// What an entry says to this reader; empty: to whoever reads the log itself.
    Line& add(const Entry& entry, const UserId& reader);

   private:
    std::string& text_;
  };

  Line line(std::string_view kind) { return Line(text_, kind, t); }
  /// The same about a log, which is remembered.
  Line line(std::string_view kind, const RoomId& room, const std::string& epoch);

  std::int64_t t = 0;
  const std::string& text() const { return text_; }
  const std::set<std::pair<RoomId, std::string>>& logs() const { return logs_; }

 private:
  std::string text_;
  std::set<std::pair<RoomId, std::string>> logs_;
};

}  // namespace workchat::testing
