#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_map>

#include <workchat/clock.hpp>

namespace workchat::core {

/// How fast something may go: `burst` at once, then `per_minute`.
struct Rate {
  std::int64_t per_minute = 0;
  std::int64_t burst = 0;
};

/// A token bucket. It begins full.
class Bucket {
 public:
  explicit Bucket(TimeMs now = 0) : at_(now) {}
  /// How long until one may go, in ms; 0: now.
  TimeMs wait_ms(const Rate& rate, TimeMs now);
  void take() { used_ += 1; }
  /// As wait_ms; where that is 0, one is taken.
  TimeMs try_take(const Rate& rate, TimeMs now);
  void give_back() { used_ = std::max(used_ - 1, 0.0); }
  bool full() const { return used_ <= 0; }
  void refill(const Rate& rate, TimeMs now);

 private:
  double used_ = 0;
  TimeMs at_;
};

/// Buckets of one rate by a text: an address, an account and an address. Full ones are forgotten.
class Buckets {
 public:
  TimeMs wait_ms(const std::string& key, const Rate& rate, TimeMs now);
  void take(const std::string& key, TimeMs now);
  TimeMs try_take(const std::string& key, const Rate& rate, TimeMs now);
  /// What was taken did not count after all.
  void give_back(const std::string& key);
  std::size_t size() const { return buckets_.size(); }

 private:
  std::unordered_map<std::string, Bucket> buckets_;
  std::size_t sweep_at_ = 1024;
};

/// Keeps what goes wrong again and again from filling the log: the same text is said once a minute.
class Saying {
 public:
  bool may_say(const std::string& text, TimeMs now);

 private:
  std::string text_;
  TimeMs at_ = 0;
};

/// What has a rate by something else than a user.
struct Brakes {
  Buckets sign_ins;   ///< by address
  Buckets passwords;  ///< wrong ones: by account and address, by room and user
  Buckets locks;      ///< passwords set for rooms, by user: each costs a hash
  Saying store_failures, read_failures;  ///< in the log
};

}  // namespace workchat::core
