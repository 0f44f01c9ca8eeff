#include "core/rates.hpp"

#include <algorithm>
#include <cmath>

namespace workchat::core {

namespace {
constexpr double minute_ms = 60000.0;
}

void Bucket::refill(const Rate& rate, TimeMs now) {
  if (now > at_) used_ -= static_cast<double>(now - at_) * static_cast<double>(rate.per_minute) / minute_ms;
  used_ = std::max(used_, 0.0);
  at_ = now;
}

TimeMs Bucket::wait_ms(const Rate& rate, TimeMs now) {
  refill(rate, now);
  const double over = used_ + 1.0 - static_cast<double>(rate.burst);
  if (over <= 0) return 0;
  return static_cast<TimeMs>(std::ceil(over * minute_ms / static_cast<double>(std::max<std::int64_t>(rate.per_minute, 1))));
}

TimeMs Bucket::try_take(const Rate& rate, TimeMs now) {
  const TimeMs wait = wait_ms(rate, now);
  if (wait == 0) take();
  return wait;
}

TimeMs Buckets::wait_ms(const std::string& key, const Rate& rate, TimeMs now) {
  if (buckets_.size() >= sweep_at_) {
    for (auto it = buckets_.begin(); it != buckets_.end();) {
      it->second.refill(rate, now);
      it = it->second.full() ? buckets_.erase(it) : std::next(it);
    }
    sweep_at_ = std::max<std::size_t>(1024, buckets_.size() * 2);
  }
  const auto found = buckets_.find(key);
  return found == buckets_.end() ? 0 : found->second.wait_ms(rate, now);
}

void Buckets::take(const std::string& key, TimeMs now) { buckets_.try_emplace(key, now).first->second.take(); }

TimeMs Buckets::try_take(const std::string& key, const Rate& rate, TimeMs now) {
  const TimeMs wait = wait_ms(key, rate, now);
  if (wait == 0) take(key, now);
  return wait;
}

void Buckets::give_back(const std::string& key) {
  const auto found = buckets_.find(key);
  if (found != buckets_.end()) found->second.give_back();
}

bool Saying::may_say(const std::string& text, TimeMs now) {
  if (text == text_ && now - at_ < static_cast<TimeMs>(minute_ms)) return false;
  text_ = text;
  at_ = now;
  return true;
}

}  // namespace workchat::core
