#pragma once

#include <functional>

#include <workchat/message_store.hpp>

namespace workchat::store {

/// A user's own log or the server's, which is there as soon as it is written to.
inline bool makes_itself(const RoomId& log) {
  return !log.empty() && log.front() == '@';
}

/// Whether a batch can be stored at all, so that what begins to apply it can finish. `has_room`: the room is
/// there before the batch.
/// Errors: invalid.
Status check_batch(const Batch& batch, const std::function<bool(const RoomId&)>& has_room);

}  // namespace workchat::store
