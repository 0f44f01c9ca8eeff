#pragma once

#include <vector>

#include <workchat/message.hpp>

namespace workchat::store {

/// Applies to messages what came after them. `changes`: edits, reactions and pins, those of one message in
/// the order of the log; those of messages that are not here are passed over. A message that is deleted
/// already stays as it is: it has nothing left to change.
void fold(std::vector<Entry>& messages, const std::vector<Entry>& changes);

}  // namespace workchat::store
