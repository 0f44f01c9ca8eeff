#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include <workchat/workchat.hpp>

namespace bench {

/// What has to be there. Errors: std::runtime_error.
template <typename T>
T must(workchat::Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(result).value();
}

/// How much a store holds before a load begins.
struct Stock {
  std::int64_t users = 1;
  std::int64_t rooms = 1;
  std::int64_t members = 1;   ///< of each room; the first is its owner
  std::int64_t messages = 0;  ///< spread over the rooms
};

std::string user_name(std::int64_t number);
std::string room_name(std::int64_t number);
/// Who owns a room of a stock.
inline std::int64_t owner_of(const Stock& stock, std::int64_t room) {
  return room % stock.users;
}
void fill(workchat::MessageStore& store, const Stock& stock);

/// "memory:", or the SQLite store in a folder.
std::string sqlite_url(const std::string& folder, const std::string& durability);

enum class Driver { host, thread };
/// An engine over a store, its rates off.
workchat::Engine open_engine(std::unique_ptr<workchat::MessageStore> store, Driver driver);

/// A text of the size that all loads send.
std::string message_text();

}  // namespace bench
