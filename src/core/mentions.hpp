#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "core/state.hpp"

namespace workchat::core {

/// The members of the room whom a text names with "@name", each once, at most `most`, in the order of the
/// text. "@here" and "@room" name nobody by themselves: they are worked out when read.
std::vector<UserState*> mentioned(const State& state, const RoomState& room, std::string_view text,
                                  std::size_t most);

}  // namespace workchat::core
