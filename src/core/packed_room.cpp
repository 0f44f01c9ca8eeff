#include "core/packed_room.hpp"

namespace workchat::core {

PackedRoom::PackedRoom(const RoomRecord& record)
    : texts_({record.id, record.name, record.name_key, record.topic, record.password_hash, record.owner,
              record.epoch}),
      created_at_(record.created_at),
      kind_(record.kind) {}

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
