#include "store/check_batch.hpp"

#include <cstddef>
#include <string>
#include <unordered_set>
#include <utility>

#include "store/errors.hpp"

namespace workchat::store {
namespace {

Error refused(std::string message) {
  return failure(Errc::invalid, std::move(message));
}

/// The rooms as they are once the batch's own are removed and made.
class RoomsAfter {
 public:
  RoomsAfter(const Batch& batch, const std::function<bool(const RoomId&)>& has_room) : has_room_(has_room) {
    removed_.insert(batch.rooms_removed.begin(), batch.rooms_removed.end());
    for (const RoomRecord& room : batch.rooms) made_.insert(room.id);
  }
  bool has(const RoomId& room) const {
    return made_.count(room) > 0 || (removed_.count(room) == 0 && has_room_(room));
  }

 private:
  const std::function<bool(const RoomId&)>& has_room_;
  std::unordered_set<RoomId> removed_, made_;
};

}  // namespace

Status check_batch(const Batch& batch, const std::function<bool(const RoomId&)>& has_room) {
  for (const RoomRecord& room : batch.rooms)
    if (room.id.empty() || makes_itself(room.id)) return refused("not a room id: \"" + room.id + "\"");
  const RoomsAfter rooms(batch, has_room);
  for (const MemberRecord& member : batch.members)
    if (!rooms.has(member.room)) return refused("a member of no room: \"" + member.room + "\"");
  for (std::size_t i = 0; i < batch.entries.size(); ++i) {
    const NewEntry& each = batch.entries[i];
    if (!makes_itself(each.entry.room) && !rooms.has(each.entry.room))
      return refused("an entry of no log: \"" + each.entry.room + "\"");
    if (each.parent < -1 || each.parent >= static_cast<int>(i))
      return refused("an entry hangs on one that does not stand before it");
  }
  return Done{};
}

}  // namespace workchat::store
