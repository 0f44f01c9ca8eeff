#pragma once

#include <string_view>
#include <vector>

#include <workchat/limits.hpp>

#include "core/state.hpp"

namespace workchat::core {

/// The members of the room whom a text names with "@name", each once, at most limits.mentions, in the order of
/// the text. "@here" and "@room" name nobody by themselves: they are worked out when read.
std::vector<UserState*> mentioned(const State& state, const RoomState& room, std::string_view text,
                                  const Limits& limits);

}  // namespace workchat::core
