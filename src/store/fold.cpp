#include "store/fold.hpp"

#include <algorithm>

namespace workchat::store {
namespace {

void react(std::vector<Reaction>& reactions, const Entry& change) {
  auto group = std::find_if(reactions.begin(), reactions.end(),
                            [&](const Reaction& each) { return each.emoji == change.word; });
  if (group == reactions.end()) {
    if (change.on) reactions.push_back({change.word, {change.user.id}});
    return;
  }
  auto& users = group->users;
  const auto user = std::find(users.begin(), users.end(), change.user.id);
  if (change.on && user == users.end()) users.push_back(change.user.id);
  if (!change.on && user != users.end()) users.erase(user);
  if (users.empty()) reactions.erase(group);
}

void change_message(Entry& message, const Entry& change) {
  switch (change.type) {
    case EntryType::edit:
      message.text = change.text;
      message.edited_at = change.ts;
      break;
    case EntryType::reaction: react(message.reactions, change); break;
    case EntryType::pin: message.pinned = change.on; break;
    default: break;
  }
}

}  // namespace

Fold::Fold(std::vector<Entry>& messages) {
  for (Entry& message : messages) by_seq_.emplace(message.seq, &message);
}

void Fold::apply(const Entry& change) {
  const auto target = by_seq_.find(change.target);
  if (target != by_seq_.end() && !target->second->deleted) change_message(*target->second, change);
}

}  // namespace workchat::store
