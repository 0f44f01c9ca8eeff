#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <workchat/message.hpp>

namespace workchat::store {

/// Entries as they are taken for a page: at most `limit`, of at most `max_bytes` of text, but at least one.
class Taking {
 public:
  Taking(std::int64_t limit, std::int64_t max_bytes)
      : limit_(std::max<std::int64_t>(limit, 1)), bytes_left_(max_bytes) {}

  /// False: the page is full, the entry was not taken, and there is more.
  bool take(Entry entry) {
    if (!fits(entry.text.size())) return false;
    entries.push_back(std::move(entry));
    return true;
  }
  /// The same question, for a caller who would rather copy the entry once it knows.
  bool fits(std::size_t bytes) {
    const auto size = static_cast<std::int64_t>(bytes);
    const auto count = static_cast<std::int64_t>(entries.size());
    if (count >= limit_ || (count > 0 && size > bytes_left_)) {
      more = true;
      return false;
    }
    bytes_left_ -= size;
    return true;
  }
  /// How many rows to ask a database for: one more than the page, which says whether there is more.
  std::int64_t rows() const { return limit_ + 1; }

  std::vector<Entry> entries;
  bool more = false;

 private:
  std::int64_t limit_;
  std::int64_t bytes_left_;
};

}  // namespace workchat::store
