#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "core/decide.hpp"
#include "core/text_rules.hpp"
#include "core/views.hpp"

namespace workchat::core {

namespace {

bool begins_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

}  // namespace

void decide(Turn& turn, Asked& asked, const verb::WhoAmI&) {
  turn.answer(asked, Answer{view_of(*asked.user)});
}

void decide(Turn& turn, Asked& asked, const verb::ChangeProfile& verb) {
  if (auto wrong = check_title("display_name", verb.display_name, turn.limits.display_name))
    return turn.refuse(asked, *wrong);
  UserRecord record = asked.user->record;
  record.display_name = verb.display_name;
  turn.answer(asked, Answer{view_of(turn.changes.put_user(std::move(record)))});
}

void decide(Turn& turn, Asked& asked, const verb::ListUsers& verb) {
  // Names compare as room names do here, so that part of a name is a query too.
  const std::string start = base::room_key(verb.query);
  const auto most = static_cast<std::size_t>(turn.limits.users_listed);
  const State::Names& names = verb.online ? turn.state.online() : turn.state.names();
  State::Names found;
  for (auto at = names.lower_bound(std::string_view(start)); at != names.end() && begins_with((*at)->record.name_key, start); ++at) {
    found.insert(*at);
    if (found.size() == most) break;
  }
  const State::DisplayNames& shown = turn.state.display_names();
  std::size_t by_shown = 0;
  for (auto at = shown.lower_bound({start, {}}); !start.empty() && at != shown.end() && by_shown < most;
       ++at) {
    if (!begins_with(at->first.first, start)) break;
    if (verb.online && at->second->sessions.empty()) continue;
    found.insert(at->second);
    ++by_shown;
  }
  Users users;
  for (const UserState* user : found)
    if (users.users.size() < most) users.users.push_back(view_of(*user));
  turn.answer(asked, Answer{std::move(users)});
}

void decide(Turn& turn, Asked& asked, const verb::GetUser& verb) {
  const UserState* user = turn.state.user(verb.user);
  if (!user) return turn.refuse(asked, {Errc::not_found, "There is no such user.", {}, {}, 0});
  turn.answer(asked, Answer{view_of(*user)});
}

}  // namespace workchat::core
