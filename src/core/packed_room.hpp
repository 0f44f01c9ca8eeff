#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include <workchat/message_store.hpp>

namespace workchat::core {

/// A room's record as it stands in memory, where there may be very many: its texts lie in one piece, and stay
/// where they are when it moves. It is not changed but replaced.
class PackedRoom {
 public:
  PackedRoom() : PackedRoom(RoomRecord{}) {}
  explicit PackedRoom(const RoomRecord& record);
  RoomRecord unpacked() const;

  std::string_view id() const { return text(0); }
  std::string_view name() const { return text(1); }
  std::string_view name_key() const { return text(2); }
  std::string_view topic() const { return text(3); }
  std::string_view password_hash() const { return text(4); }
  std::string_view owner() const { return text(5); }
  std::string_view epoch() const { return text(6); }
  RoomKind kind() const { return kind_; }
  TimeMs created_at() const { return created_at_; }

 private:
  static constexpr std::size_t texts = 7;
  using Ends = std::array<std::uint32_t, texts>;  // where each text ends, at the beginning of the piece

  std::string_view text(std::size_t which) const;

  std::unique_ptr<char[]> piece_;
  TimeMs created_at_;
  RoomKind kind_;
};

}  // namespace workchat::core
