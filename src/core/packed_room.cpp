#include "core/packed_room.hpp"

#include <algorithm>
#include <cstring>

namespace workchat::core {

PackedRoom::PackedRoom(const RoomRecord& record) : created_at_(record.created_at), kind_(record.kind) {
  const std::array<std::string_view, texts> all{record.id,    record.name,          record.name_key,
                                                record.topic, record.password_hash, record.owner,
                                                record.epoch};
  Ends ends;
  std::uint32_t end = sizeof ends;
  for (std::size_t i = 0; i < texts; ++i) ends[i] = end += static_cast<std::uint32_t>(all[i].size());
  piece_.reset(new char[end]);
  char* at = std::copy_n(reinterpret_cast<const char*>(&ends), sizeof ends, piece_.get());
  for (const std::string_view text : all) at = std::copy(text.begin(), text.end(), at);
}

std::string_view PackedRoom::text(std::size_t which) const {
  Ends ends;
  std::memcpy(&ends, piece_.get(), sizeof ends);
  const std::uint32_t begin = which == 0 ? std::uint32_t{sizeof ends} : ends[which - 1];
  return {piece_.get() + begin, ends[which] - begin};
}

RoomRecord PackedRoom::unpacked() const {
  RoomRecord record;
  record.id = id();
  record.name = name();
  record.name_key = name_key();
  record.kind = kind_;
  record.topic = topic();
  record.password_hash = password_hash();
  record.owner = owner();
  record.epoch = epoch();
  record.created_at = created_at_;
  return record;
}

}  // namespace workchat::core
