#pragma once

#include <string_view>

#include <workchat/message_store.hpp>

#include "core/packed_texts.hpp"

namespace workchat::core {

/// A room's record as it stands in memory. It is not changed but replaced.
class PackedRoom {
 public:
  PackedRoom() : PackedRoom(RoomRecord{}) {}
  explicit PackedRoom(const RoomRecord& record);
  RoomRecord unpacked() const;

  std::string_view id() const { return texts_[0]; }
  std::string_view name() const { return texts_[1]; }
  std::string_view name_key() const { return texts_[2]; }
  std::string_view topic() const { return texts_[3]; }
  std::string_view password_hash() const { return texts_[4]; }
  std::string_view owner() const { return texts_[5]; }
  std::string_view epoch() const { return texts_[6]; }
  RoomKind kind() const { return kind_; }
  TimeMs created_at() const { return created_at_; }

 private:
  PackedTexts<7> texts_;
  TimeMs created_at_;
  RoomKind kind_;
};

}  // namespace workchat::core
