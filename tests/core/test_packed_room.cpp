#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "core/packed_room.hpp"
#include "core/rare.hpp"

using namespace workchat;
using namespace workchat::core;

namespace {

RoomRecord some_room() {
  RoomRecord record;
  record.id = "team";
  record.name = "Team, the long one with spaces";
  record.name_key = "team, the long one with spaces";
  record.kind = RoomKind::closed;
  record.topic = std::string("a\0b", 3);
  record.owner = "u_ana";
  record.epoch = "e1";
  record.created_at = 1'700'000'000'000;
  return record;
}

}  // namespace

TEST_CASE("a packed room gives back what was put in, also what is empty or has zeros") {
  const PackedRoom packed(some_room());
  CHECK(packed.id() == "team");
  CHECK(packed.topic().size() == 3);
  CHECK(packed.password_hash().empty());
  const RoomRecord back = packed.unpacked(), was = some_room();
  CHECK(back.name == was.name);
  CHECK(back.name_key == was.name_key);
  CHECK(back.kind == was.kind);
  CHECK(back.topic == was.topic);
  CHECK(back.owner == was.owner);
  CHECK(back.epoch == was.epoch);
  CHECK(back.created_at == was.created_at);
  CHECK(PackedRoom().name().empty());
}

TEST_CASE("a packed room's texts stay where they are when it moves") {
  PackedRoom packed(some_room());
  const std::string_view id = packed.id();
  const PackedRoom moved = std::move(packed);
  CHECK(moved.id().data() == id.data());
}

TEST_CASE("what is rare is made when it is changed") {
  Rare<std::string> rare;
  CHECK(rare->empty());
  rare.change() += "there";
  CHECK(*rare == "there");
  CHECK(Rare<std::string>()->empty());
}
