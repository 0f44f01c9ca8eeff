#include "core/mentions.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace workchat::core {

namespace {

/// ASCII that may stand in a name; every byte of a longer code point may, and name_key judges it.
bool of_name(char c) {
  const auto byte = static_cast<unsigned char>(c);
  const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
  return letter || (byte >= '0' && byte <= '9') || byte >= 0x80 || c == '.' || c == '_' || c == '-';
}

const UserState* member_named(const State& state, const RoomState& room, std::string_view name) {
  const auto key = base::name_key(name, 256);
  UserState* user = key ? state.user_by_key(*key) : nullptr;
  const Member* member = user ? room.find(user) : nullptr;
  return member && member->role >= Role::member ? user : nullptr;
}

/// "@ana." at the end of a sentence means ana, unless somebody is called "ana.".
const UserState* find_member(const State& state, const RoomState& room, std::string_view name) {
  const UserState* user = member_named(state, room, name);
  while (!user && !name.empty() && (name.back() == '.' || name.back() == '-' || name.back() == '_')) {
    name.remove_suffix(1);
    user = member_named(state, room, name);
  }
  return user;
}

}  // namespace

std::vector<UserState*> mentioned(const State& state, const RoomState& room, std::string_view text,
                                  std::size_t most) {
  std::vector<UserState*> found;
  constexpr std::size_t longest = 256;  // bytes; a name is shorter
  // Each look-up costs, so their number is bounded as well as the finds'.
  std::size_t looks = 4 * most;
  for (std::size_t at = text.find('@'); at != std::string_view::npos && looks > 0; at = text.find('@', at + 1)) {
    // "ana@example.org" is no mention.
    if (at > 0 && of_name(text[at - 1])) continue;
    std::size_t end = at + 1;
    while (end < text.size() && of_name(text[end])) ++end;
    if (end == at + 1 || end - at > longest) continue;
    --looks;
    auto* user = const_cast<UserState*>(find_member(state, room, text.substr(at + 1, end - at - 1)));
    if (!user || std::find(found.begin(), found.end(), user) != found.end()) continue;
    found.push_back(user);
    if (found.size() == most) break;
  }
  return found;
}

}  // namespace workchat::core
