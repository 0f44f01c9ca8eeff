#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace workchat::protocol::json {

/// Bytes that grow at the end, where the last text of this thread grew before: what a text passes through on its way to
/// its size costs no allocation, and what is kept of it has that size.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(Scratch&&) noexcept = default;
  Scratch& operator=(Scratch&&) = delete;

  /// Where `more` bytes can be written. Those that were are counted by `end_at`.
  char* room(std::size_t more) {
    if (capacity_ - size_ < more) grow(more);
    return bytes_.get() + size_;
  }
  void end_at(const char* end) { size_ = static_cast<std::size_t>(end - bytes_.get()); }

  void push_back(char c) {
    *room(1) = c;
    ++size_;
  }
  void append(std::string_view text) {
    char* const to = room(text.size());
    end_at(to + text.copy(to, text.size()));
  }
  std::string_view text() const { return {bytes_.get(), size_}; }

 private:
  void grow(std::size_t more);

  std::unique_ptr<char[]> bytes_;  ///< null: moved from
  std::size_t size_ = 0;
  std::size_t capacity_;
};

/// Writes JSON text, front to back. Texts are well-formed UTF-8 and pass as they are; only what RFC 8259 asks
/// for is escaped.
class Writer {
 public:
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

  std::string take() const { return std::string(out_.text()); }

 private:
  void begin_item();
  void begin_member(std::string_view key);

  Scratch out_;
  bool comma_ = false;
};

/// A text as JSON, in quotes.
std::string quoted(std::string_view text);

}  // namespace workchat::protocol::json
