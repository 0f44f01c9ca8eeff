#include "server/chunked_body.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "server/http_guard.hpp"

namespace workchat::server {
namespace {

constexpr std::size_t most_size_line = 256;

// 1 to 16 hex digits, which cannot overflow, then nothing or an extension; false otherwise.
bool read_size(std::string_view line, std::uint64_t& size) {
  std::size_t digits = 0;
  size = 0;
  while (digits < line.size() && base::hex_digit(line[digits]) >= 0) {
    size = size * 16 + static_cast<std::uint64_t>(base::hex_digit(line[digits]));
    if (++digits > 16) return false;
  }
  if (digits == 0) return false;
  const std::string_view extension = line.substr(digits);
  return extension.empty() ||
         (extension[0] == ';' && std::all_of(extension.begin(), extension.end(),
                                             [](char c) { return c == '\t' || (c >= 0x20 && c < 0x7f); }));
}

}  // namespace

ChunkedBody::State ChunkedBody::take_line(std::string_view line) {
  if (part_ == Part::size_line) {
    if (!read_size(line, left_)) return State::malformed;
    // Extensions say nothing to us; without a bound a body of small chunks would be mostly of them.
    extensions_ += line.size() - std::min(line.find(';'), line.size());
    if (left_ > most_ - taken_ || extensions_ > most_aside_) return State::too_large;
    part_ = left_ == 0 ? Part::trailer : Part::content;
    return State::more;
  }
  if (part_ == Part::content_end) {
    part_ = Part::size_line;
    return line.empty() ? State::more : State::malformed;
  }
  if (line.empty()) return State::complete;
  trailer_ += line.size() + 2;
  if (trailer_ > most_aside_) return State::too_large;
  return good_header_line(line) ? State::more : State::malformed;
}

ChunkedBody::State ChunkedBody::consume(std::string_view bytes, std::size_t& used, std::string& body) {
  used = 0;
  while (used < bytes.size()) {
    if (part_ == Part::content) {
      const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size() - used));
      body.append(bytes.substr(used, count));
      used += count;
      taken_ += count;
      left_ -= count;
      if (left_ == 0) part_ = Part::content_end;
      continue;
    }
    const std::size_t lf = bytes.find('\n', used);
    const std::size_t end = lf == std::string_view::npos ? bytes.size() : lf + 1;
    line_.append(bytes.substr(used, end - used));
    used = end;
    if (part_ == Part::trailer && line_.size() > most_aside_) return State::too_large;
    if (part_ != Part::trailer && line_.size() > most_size_line) return State::malformed;
    if (lf == std::string_view::npos) break;
    if (line_.size() < 2 || line_[line_.size() - 2] != '\r') return State::malformed;
    const State state = take_line(std::string_view(line_).substr(0, line_.size() - 2));
    line_.clear();
    if (state != State::more) return state;
  }
  return State::more;
}

}  // namespace workchat::server
