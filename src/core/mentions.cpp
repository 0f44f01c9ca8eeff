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

const UserState* member_of_key(const State& state, const RoomState& room, const std::string& key) {
  UserState* user = state.user_by_key(key);
  const Member* member = user ? room.find(user) : nullptr;
  return member && member->role >= Role::member ? user : nullptr;
}

/// "@ana." at the end of a sentence means ana, unless somebody is called "ana.". Folded once: marks that end a
/// sentence fold to themselves, and come off the key as well as off the name.
const UserState* find_member(const State& state, const RoomState& room, std::string_view name, std::int64_t longest) {
  const std::size_t last = name.find_last_not_of(".-_");
  if (last == std::string_view::npos) return nullptr;
  const std::string_view marks = name.substr(last + 1);
  name = name.substr(0, last + 1);
  if (base::count_code_points(name) > longest) return nullptr;
  const auto folded = base::name_key(name, longest);
  if (!folded) return nullptr;
  std::string key = *folded + std::string(marks.substr(0, static_cast<std::size_t>(longest)));
  while (key.size() > folded->size()) {
    if (const UserState* user = member_of_key(state, room, key)) return user;
    key.pop_back();
  }
  return member_of_key(state, room, key);
}

}  // namespace

std::vector<UserState*> mentioned(const State& state, const RoomState& room, std::string_view text,
                                  const Limits& limits) {
  const auto most = static_cast<std::size_t>(limits.mentions);
  std::vector<UserState*> found;
  // Each look-up costs, so their number is bounded as well as the finds'.
  std::size_t looks = 4 * most;
  for (std::size_t at = text.find('@'); at != std::string_view::npos && looks > 0; at = text.find('@', at + 1)) {
    // "ana@example.org" is no mention.
    if (at > 0 && of_name(text[at - 1])) continue;
    std::size_t end = at + 1;
    while (end < text.size() && of_name(text[end])) ++end;
    if (end == at + 1) continue;
    --looks;
    auto* user = const_cast<UserState*>(find_member(state, room, text.substr(at + 1, end - at - 1), limits.name));
    if (!user || std::find(found.begin(), found.end(), user) != found.end()) continue;
    found.push_back(user);
    if (found.size() == most) break;
  }
  return found;
}

}  // namespace workchat::core
