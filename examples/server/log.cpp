#include "log.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>

#include "line_writer.hpp"

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
  const std::time_t second = static_cast<std::time_t>(ms / 1000);
  // Of a second thousands of lines may be.
  thread_local std::time_t written = -1;
  thread_local char moment[] = "YYYY-mm-ddTHH:MM:SS.000Z";
  constexpr std::size_t fraction = 20;
  if (second != written) {
    std::tm parts{};
    gmtime_r(&second, &parts);
    std::strftime(moment, fraction, "%Y-%m-%dT%H:%M:%S", &parts);
    moment[fraction - 1] = '.';
    written = second;
  }
  for (std::size_t i = 0, rest = static_cast<std::size_t>(ms % 1000); i < 3; ++i, rest /= 10)
    moment[fraction + 2 - i] = static_cast<char>('0' + rest % 10);
  return moment;
}

/// How many bytes of a well-formed UTF-8 character the text begins with (Unicode, table 3-7); 0: none.
std::size_t character_size(std::string_view text) {
  const auto byte = [text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto within = [&byte](std::size_t i, unsigned least, unsigned most) {
    return byte(i) >= least && byte(i) <= most;
  };
  const auto follows = [&within](std::size_t i) { return within(i, 0x80, 0xBF); };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool second = within(1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
    return second && follows(2) ? 3 : 0;
  }
  if (first < 0xF0 || first > 0xF4) return 0;
  const bool second = within(1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
  return second && follows(2) && follows(3) ? 4 : 0;
}

/// Appends text that may come from anywhere, so that it stays on its line, commands no terminal, and is
/// UTF-8.
void append_safely(std::string& line, std::string_view text) {
  while (!text.empty()) {
    const std::size_t plain = static_cast<std::size_t>(
        std::find_if_not(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; }) - text.begin());
    line += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) return;
    const std::size_t size = character_size(text);
    const auto first = static_cast<unsigned char>(text[0]);
    const bool control = size > 0 && (first < 0x20 || first == 0x7F ||
                                      (first == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0));
    if (size == 0) {
      line += "\xEF\xBF\xBD";  // U+FFFD
    } else if (control) {
      char escape[8];
      const unsigned code = size == 1 ? first : static_cast<unsigned char>(text[1]);
      std::snprintf(escape, sizeof escape, "\\u%04x", code);
      line += escape;
    } else {
      line += text.substr(0, size);
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
}

/// Appends a JSON string (RFC 8259, section 7).
void append_quoted(std::string& line, std::string_view text) {
  line += '"';
  while (!text.empty()) {
    const std::size_t plain = std::min(text.find_first_of("\"\\"), text.size());
    append_safely(line, text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    line += '\\';
    line += text[0];
    text.remove_prefix(1);
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
  append_safely(line, text);
  return line + '\n';
}

}  // namespace

workchat::LogSink log_to_stderr(LogFormat format, LogLevel least) {
  const auto line = format == LogFormat::json ? json_line : text_line;
  const auto lost = [line](std::size_t lines) {
    return line(LogLevel::warning, "log", std::to_string(lines) + " lines were left out");
  };
  return [line, least, writer = std::make_shared<LineWriter>(STDERR_FILENO, lost)](
             LogLevel level, std::string_view event, std::string_view text) {
    if (level >= least) writer->add(line(level, event, text));
  };
}

}  // namespace server
