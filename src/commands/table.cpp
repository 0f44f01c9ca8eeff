#include <iterator>
#include <utility>

#include "commands/command.hpp"
#include "commands/rows.hpp"

namespace workchat::commands {

namespace {

std::vector<Command> all_rows() {
  std::vector<Command> rows;
  for (auto topic : {connection_rows, account_rows, room_rows, people_rows, message_rows}) {
    std::vector<Command> more = topic();
    rows.insert(rows.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return rows;
}

/// A pattern's next segment; what is left of the pattern stays.
std::string_view take_segment(std::string_view& pattern) {
  pattern.remove_prefix(1);  // the slash
  const std::string_view segment = pattern.substr(0, pattern.find('/'));
  pattern.remove_prefix(segment.size());
  return segment;
}

bool match_path(std::string_view pattern, const std::vector<std::string>& segments, Args& path) {
  for (const std::string& segment : segments) {
    if (pattern.empty() || segment.empty()) return false;
    const std::string_view wanted = take_segment(pattern);
    if (wanted.front() == '{') {
      path.set(wanted.substr(1, wanted.size() - 2), segment);
    } else if (wanted != segment) {
      return false;
    }
  }
  return pattern.empty();
}

}  // namespace

const std::vector<Command>& table() {
  static const std::vector<Command> rows = all_rows();
  return rows;
}

const Command* find(std::string_view type) {
  if (type.empty()) return nullptr;
  for (const Command& row : table()) {
    if (row.name == type) return &row;
  }
  return nullptr;
}

Match match(std::string_view method, const std::vector<std::string>& segments) {
  Match found;
  for (const Command& row : table()) {
    Args path;
    if (row.path.empty() || !match_path(row.path, segments, path)) continue;
    if (row.method == method || (method == "HEAD" && row.method == "GET")) {
      found.command = &row;
      found.path = std::move(path);
      return found;
    }
    found.allowed.push_back(row.method);
    if (row.method == "GET") found.allowed.push_back("HEAD");
  }
  return found;
}

}  // namespace workchat::commands
