#pragma once

#include <cstdint>
#include <vector>

namespace bench {

/// Durations in nanoseconds, kept in buckets less than 1 % wide: recording is one increment, whatever the
/// range.
class Histogram {
 public:
  Histogram();

  void record(std::int64_t ns) {
    const auto value = ns < 0 ? 0 : static_cast<std::uint64_t>(ns);
    ++counts_[bucket_of(value)];
    ++count_;
    if (value > max_) max_ = value;
  }
  void add(const Histogram& other);

  std::uint64_t count() const { return count_; }
  std::int64_t max() const { return static_cast<std::int64_t>(max_); }
  /// The least value that at least this share (0 to 1) of what was recorded does not exceed, to within 1 %; 0
  /// where nothing was recorded.
  std::int64_t quantile(double share) const;

 private:
  static constexpr unsigned steps_log2 = 7;  ///< 128 buckets for each power of two
  static constexpr std::uint64_t steps = 1U << steps_log2;

  static std::size_t bucket_of(std::uint64_t value) {
    if (value < 2 * steps) return value;
    const unsigned shift = 63U - static_cast<unsigned>(__builtin_clzll(value)) - steps_log2;
    return (static_cast<std::size_t>(shift) << steps_log2) + (value >> shift);
  }
  static std::uint64_t highest_of(std::size_t bucket);

  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  std::uint64_t max_ = 0;
};

}  // namespace bench
