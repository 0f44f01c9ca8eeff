#include "histogram.hpp"

#include <algorithm>
#include <cmath>

namespace bench {

Histogram::Histogram() : counts_(bucket_of(~std::uint64_t{0}) + 1) {}

void Histogram::add(const Histogram& other) {
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
}

std::uint64_t Histogram::highest_of(std::size_t bucket) {
  if (bucket < 2 * steps) return bucket;
  const std::size_t shift = (bucket >> steps_log2) - 1;
  const std::uint64_t lowest = (steps + (bucket & (steps - 1))) << shift;
  return lowest + (std::uint64_t{1} << shift) - 1;
}

std::int64_t Histogram::quantile(double share) const {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (seen > 0 && seen >= wanted) return static_cast<std::int64_t>(std::min(highest_of(i), max_));
  }
  return 0;
}

}  // namespace bench
