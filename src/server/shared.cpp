#include "server/shared.hpp"

#include <algorithm>

namespace workchat::server {

bool AddressCounts::add(const std::string& address_key, std::int64_t most) {
  const std::lock_guard<std::mutex> hold(lock_);
  std::int64_t& count = counts_[address_key];
  if (count >= most) return false;
  ++count;
  return true;
}

void AddressCounts::remove(const std::string& address_key) {
  const std::lock_guard<std::mutex> hold(lock_);
  const auto place = counts_.find(address_key);
  if (place != counts_.end() && --place->second <= 0) counts_.erase(place);
}

bool Shared::trusts(const std::string& address) const {
  const std::vector<std::string>& proxies = options.trusted_proxies;
  return std::find(proxies.begin(), proxies.end(), address) != proxies.end();
}

}  // namespace workchat::server
