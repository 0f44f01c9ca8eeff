#include "store/message_page.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "store/fold.hpp"

namespace workchat::store {
namespace {

constexpr Seq past_the_end = std::numeric_limits<Seq>::max();

/// Folds what was taken, then takes it again: an edit may have made a text longer.
Taking folded(Taking raw, MessageSource& source, std::int64_t limit, std::int64_t max_bytes) {
  if (raw.entries.empty()) return raw;
  const auto [first, last] = std::minmax(raw.entries.front().seq, raw.entries.back().seq);
  Fold fold(raw.entries);
  source.changes(first, last, fold);
  Taking page(limit, max_bytes);
  page.more = raw.more;
  for (Entry& message : raw.entries)
    if (!page.take(std::move(message))) break;
  return page;
}

Taking older(MessageSource& source, Seq before, std::int64_t limit, std::int64_t max_bytes) {
  Taking raw(limit, max_bytes);
  source.older(before, raw);
  return folded(std::move(raw), source, limit, max_bytes);
}

Taking newer(MessageSource& source, Seq after, std::int64_t limit, std::int64_t max_bytes) {
  Taking raw(limit, max_bytes);
  source.newer(after, raw);
  return folded(std::move(raw), source, limit, max_bytes);
}

void append(Taking taking, std::vector<Entry>& entries) {
  std::move(taking.entries.begin(), taking.entries.end(), std::back_inserter(entries));
}

}  // namespace

void read_messages(const PageQuery& query, MessageSource& source, Page& page) {
  if (query.after) {
    Taking taken = newer(source, *query.after, query.limit, query.max_bytes);
    page.more = taken.more;
    append(std::move(taken), page.entries);
    return;
  }
  const bool both_sides = query.around.has_value();
  const Seq before =
      both_sides ? std::min(*query.around, past_the_end - 1) + 1 : query.before.value_or(past_the_end);
  const std::int64_t later = both_sides ? query.limit / 2 : 0;
  const std::int64_t bytes = both_sides ? query.max_bytes / 2 : query.max_bytes;
  Taking taken = older(source, before, query.limit - later, bytes);
  page.more = taken.more;
  std::reverse(taken.entries.begin(), taken.entries.end());
  append(std::move(taken), page.entries);
  if (later > 0) append(newer(source, before - 1, later, bytes), page.entries);
}

}  // namespace workchat::store
