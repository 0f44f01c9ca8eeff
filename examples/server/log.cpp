#include "log.hpp"

#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>
#include <string_view>

namespace server {
namespace {

using workchat::LogLevel;

std::string_view word_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return "debug";
    case LogLevel::info: return "info";
    case LogLevel::warning: return "warning";
    case LogLevel::error: break;
  }
  return "error";
}

/// RFC 3339, in UTC, with milliseconds.
std::string timestamp() {
  const auto now = std::chrono::system_clock::now();
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
  const std::time_t seconds = static_cast<std::time_t>(ms / 1000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char date[32];
  char moment[48];
  std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(moment, sizeof moment, "%s.%03dZ", date, static_cast<int>(ms % 1000));
  return moment;
}

/// Appends a JSON string (RFC 8259, section 7).
void append_quoted(std::string& line, std::string_view text) {
  line += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      line += '\\';
      line += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      line += escape;
    } else {
      line += c;
    }
  }
  line += '"';
}

std::string json_line(LogLevel level, std::string_view event, std::string_view text) {
  std::string line = "{\"time\":\"" + timestamp() + "\",\"level\":\"";
  line += word_of(level);
  line += "\",\"event\":";
  append_quoted(line, event);
  line += ",\"text\":";
  append_quoted(line, text);
  return line + "}\n";
}

std::string text_line(LogLevel level, std::string_view event, std::string_view text) {
  std::string line = timestamp() + ' ';
  line += word_of(level);
  line += ' ';
  line += event;
  line += ' ';
  line += text;
  return line + '\n';
}

}  // namespace

workchat::LogSink log_to_stderr(LogFormat format, LogLevel least) {
  return [format, least](LogLevel level, std::string_view event, std::string_view text) {
    if (level < least) return;
    const auto line =
        format == LogFormat::json ? json_line(level, event, text) : text_line(level, event, text);
    // One call for a line, so that lines of several threads do not mix.
    std::fwrite(line.data(), 1, line.size(), stderr);
  };
}

}  // namespace server
