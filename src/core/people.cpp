#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "core/decide.hpp"
#include "core/text_rules.hpp"
#include "core/views.hpp"

namespace workchat::core {

namespace {

bool begins_with(const std::string& text, const std::string& start) {
  return text.compare(0, start.size(), start) == 0;
}

/// A released name (a guest of long ago) is listed no more.
bool matches(const UserState& user, const std::string& query_key) {
  if (user.record.name_key.empty()) return false;
  return query_key.empty() || begins_with(user.record.name_key, query_key) ||
         begins_with(base::room_key(user.record.display_name), query_key);
}

}  // namespace

void decide(Turn& turn, Asked& asked, const verb::WhoAmI&) {
  turn.answer(asked, Answer{view_of(*asked.user)});
}

void decide(Turn& turn, Asked& asked, const verb::ChangeProfile& verb) {
  if (auto wrong = check_filled("display_name", verb.display_name, turn.limits.display_name))
    return turn.refuse(asked, *wrong);
  if (auto wrong = check_line("display_name", verb.display_name, turn.limits.display_name))
    return turn.refuse(asked, *wrong);
  UserRecord record = asked.user->record;
  record.display_name = verb.display_name;
  turn.answer(asked, Answer{view_of(turn.changes.put_user(std::move(record)))});
}

void decide(Turn& turn, Asked& asked, const verb::ListUsers& verb) {
  // Names compare as room names do here, so that part of a name is a query too.
  const std::string key = base::room_key(verb.query);
  Users found;
  for (const auto& [id, user] : turn.state.users()) {
    if (verb.online && user->sessions.empty()) continue;
    if (matches(*user, key)) found.users.push_back(view_of(*user));
  }
  std::sort(found.users.begin(), found.users.end(),
            [](const User& a, const User& b) { return std::tie(a.name, a.id) < std::tie(b.name, b.id); });
  const auto most = static_cast<std::size_t>(turn.limits.users_listed);
  if (found.users.size() > most) found.users.resize(most);
  turn.answer(asked, Answer{std::move(found)});
}

void decide(Turn& turn, Asked& asked, const verb::GetUser& verb) {
  const UserState* user = turn.state.user(verb.user);
  if (!user) return turn.refuse(asked, {Errc::not_found, "There is no such user.", {}, {}, 0});
  turn.answer(asked, Answer{view_of(*user)});
}

}  // namespace workchat::core
