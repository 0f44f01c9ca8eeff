#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace workchat::protocol::json {

/// Writes JSON text, front to back. Texts are well-formed UTF-8 and pass as they are; only what RFC 8259 asks
/// for is escaped.
class Writer {
 public:
  Writer() { out_.reserve(256); }

  /// An object or a list: the root, or an item of a list.
  Writer& open_object();
  Writer& open_list();
  /// The same, as a member of an object.
  Writer& open_object(std::string_view key);
  Writer& open_list(std::string_view key);
  Writer& close_object();
  Writer& close_list();

  // Members of an object.
  Writer& text(std::string_view key, std::string_view value);
  Writer& integer(std::string_view key, std::int64_t value);
  Writer& boolean(std::string_view key, bool value);
  /// `value` is JSON text.
  Writer& raw(std::string_view key, std::string_view value);

  // Items of a list.
  Writer& item(std::string_view text);

  std::string take() { return std::move(out_); }

 private:
  void begin_item();
  void begin_member(std::string_view key);

  std::string out_;
  bool comma_ = false;
};

/// A text as JSON, in quotes.
void append_quoted(std::string& out, std::string_view text);

}  // namespace workchat::protocol::json
