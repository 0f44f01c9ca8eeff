#include <algorithm>
#include <utility>

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "core/decide.hpp"
#include "core/mentions.hpp"
#include "core/text_rules.hpp"
#include "core/views.hpp"

namespace workchat::core {

namespace {

std::uint64_t hash_of(const verb::Post& verb) {
  std::uint64_t hash = base::fnv1a(verb.text);
  hash = base::fnv1a(std::to_string(verb.reply_to), hash);
  return base::fnv1a(name_of(verb.format), hash);
}

std::optional<Error> check_draft(const Turn& turn, const verb::Post& verb, Seq head) {
  if (auto wrong = check_filled("text", verb.text, turn.limits.text)) return wrong;
  if (verb.client_id.size() > static_cast<std::size_t>(turn.limits.client_id))
    return invalid("client_id", "At most " + std::to_string(turn.limits.client_id) + " bytes.");
  if (!base::valid_utf8(verb.client_id)) return invalid("client_id", "This is not UTF-8.");
  if (verb.reply_to < 0 || verb.reply_to > head)
    return invalid("reply_to", "There is no such entry in this room.");
  return std::nullopt;
}

std::optional<Error> too_many_messages(Turn& turn, const Asked& asked) {
  if (!turn.limits.rate || turn.again || vouched(asked)) return std::nullopt;
  const Rate rate{turn.limits.rate_messages, turn.limits.burst_messages};
  if (const TimeMs wait = asked.user->messages.try_take(rate, turn.monotonic))
    return Error{Errc::rate_limited, "You write too fast.", {}, {}, wait};
  return std::nullopt;
}

Receipt receipt_of(const Turn& turn, const RoomState& room, const Stored& stored, const EntryPtr& entry) {
  Receipt receipt;
  receipt.room = room.record.id();
  receipt.seq = stored.seq;
  receipt.ts = entry ? entry->ts : stored.ts;
  receipt.durable = turn.parts.store->durable();
  receipt.duplicate = !entry;
  receipt.entry = entry;
  return receipt;
}

/// What tells somebody of a message, in their own log; it hangs on the message.
void tell_of(Turn& turn, UserState& user, const UserState& author, const RoomState& room, EntryType type, int parent) {
  NewEntry told;
  told.entry.type = type;
  told.entry.source = room.record.id();
  told.parent = parent;
  turn.append(user, &author, std::move(told));
}

void tell_those_named(Turn& turn, UserState& author, const RoomState& room, const std::string& text, int message) {
  if (room.record.kind() == RoomKind::direct) {
    std::vector<UserState*> others;
    for (const auto& [user, member] : *room.members)
      if (user != &author) others.push_back(user);
    for (UserState* other : others) tell_of(turn, *other, author, room, EntryType::direct, message);
    return;
  }
  for (UserState* named : mentioned(turn.state, room, text, turn.limits))
    if (named != &author) tell_of(turn, *named, author, room, EntryType::mention, message);
}

/// The draft has passed everything: into the log with it.
void store_message(Turn& turn, Asked& asked, const verb::Post& verb, const Draft& draft,
                   const std::shared_ptr<RoomState>& room) {
  NewEntry message;
  message.entry.text = draft.text;
  message.entry.format = draft.format;
  message.entry.audience = draft.audience;
  message.entry.client_id = verb.client_id;
  message.entry.reply_to = verb.reply_to;
  // Of what was sent, not of what a policy made of it: a repeat is the same request.
  message.draft_hash = hash_of(verb);
  const std::uint64_t hash = message.draft_hash;
  const int index = turn.append(
      *room, asked.user, std::move(message),
      [&turn, room, hash, ticket = asked.request.ticket](const Stored& stored, const EntryPtr& entry) {
        if (!entry && stored.draft_hash != hash) {
          turn.outbound.answer(ticket, Error{Errc::conflict, "This client_id was used for another message.", {},
                                             "client_id", 0});
          return;
        }
        turn.outbound.answer(ticket, Answer{receipt_of(turn, *room, stored, entry)});
      });
  // A message that only one person sees names nobody.
  if (draft.audience.empty()) tell_those_named(turn, *asked.user, *room, draft.text, index);
}

using Policies = std::vector<std::shared_ptr<Policy>>;

Status review(const Policies& policies, const RoomView& room, const User& author, Draft& draft) {
  for (const auto& policy : policies)
    if (auto verdict = policy->review(room, author, draft); !verdict) return verdict;
  return Done{};
}

void review_and_store(Turn& turn, Asked& asked, const verb::Post& verb, const std::shared_ptr<RoomState>& room) {
  Draft draft{verb.text, verb.format, {}};
  const Policies& policies = *turn.parts.policies;
  if (policies.empty()) return store_message(turn, asked, verb, draft, room);
  const RoomView view = view_of(turn, *room, *asked.user);
  const User author = view_of(*asked.user);
  const bool fast = std::all_of(policies.begin(), policies.end(), [](const auto& each) { return each->fast(); });
  if (fast) {
    if (auto verdict = review(policies, view, author, draft); !verdict) return turn.refuse(asked, verdict.error());
    return store_message(turn, asked, verb, draft, room);
  }
  turn.defer(asked, true, [policies, view, author, draft, verb]() mutable -> Continuation {
    const auto verdict = review(policies, view, author, draft);
    return [verdict, draft, verb, view](Turn& later, Asked& again) {
      if (!verdict) return later.refuse(again, verdict.error());
      auto found = later.room_again(Action::post, again, view.id, view.epoch);
      if (!found) return later.refuse(again, found.error());
      store_message(later, again, verb, draft, *found);
    };
  });
}

bool is_short_name(const std::string& emoji) {
  return !emoji.empty() && emoji.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_+-:") == emoji.npos;
}

/// A reaction is no way of writing where one may not: it has no room for words.
bool is_emoji(const std::string& text) { return is_short_name(text) || base::one_character(text); }

Error no_emoji(std::int64_t most) {
  return invalid("emoji", "One emoji, or a short name of a-z, 0-9, '_', '+', '-' and ':', at most " + std::to_string(most) +
                              " bytes.");
}

/// What those that the message has say against this one: it is new where there are all it may have, or it is no emoji
/// and none from before that was so, which can be taken back.
std::optional<Error> refuse_reaction(const MessageStore& store, const RoomId& room, const Entry& reaction,
                                     const Limits& limits) {
  if (reaction.type != EntryType::reaction || (!reaction.on && is_emoji(reaction.word))) return std::nullopt;
  PageQuery query;
  query.log = room;
  query.around = reaction.target;
  query.limit = 1;
  const auto page = store.messages(query);
  if (!page) return Error{Errc::unavailable, "The store cannot be read.", {}, {}, 0};
  if (page->entries.empty()) return std::nullopt;  // the message itself is asked for as well, and is not there
  const auto& there = page->entries.back().reactions;
  const bool known =
      std::any_of(there.begin(), there.end(), [&](const Reaction& each) { return each.emoji == reaction.word; });
  if (known) return std::nullopt;
  if (!reaction.on) return no_emoji(limits.emoji);
  if (static_cast<std::int64_t>(there.size()) < limits.reactions) return std::nullopt;
  return Error{Errc::forbidden, "This message has too many different reactions.", "reactions", {}, 0};
}

/// An entry about a message: its author is read from the store first, then the right to it is asked.
void append_about(Turn& turn, Asked& asked, Action action, const std::string& room_name, NewEntry entry) {
  auto found = turn.room_for(Action::read, asked, room_name);
  if (!found) return turn.refuse(asked, found.error());
  if (auto wait = too_many_messages(turn, asked)) return turn.refuse(asked, *wait);
  const MessageStore* store = turn.parts.store;
  const RoomId id((*found)->record.id());
  turn.defer(asked, true, [store, action, id, limits = turn.parts.limits, epoch = std::string((*found)->record.epoch()), entry]() -> Continuation {
    auto target = store->entry(id, entry.entry.target);
    const auto wrong = refuse_reaction(*store, id, entry.entry, *limits);
    return [target, wrong, action, id, epoch, entry](Turn& later, Asked& again) {
      auto still = later.room_again(Action::read, again, id, epoch);
      if (!still) return later.refuse(again, still.error());
      const std::shared_ptr<RoomState>& room = *still;
      const bool there = target && target->type == EntryType::message && !target->deleted;
      const bool shown = there && (target->audience.empty() || target->audience == again.user->record.id);
      if (!target && target.error().code != Errc::not_found) return later.refuse_read(again, target.error());
      if (!shown) return later.refuse(again, {Errc::not_found, "There is no such message.", {}, {}, 0});
      Standing standing;
      standing.own = target->user.id == again.user->record.id;
      if (auto refused = later.refusal(action, *again.user, *room, standing)) return later.refuse(again, *refused);
      if (wrong) return later.refuse(again, *wrong);
      later.append(*room, again.user, entry,
                   [&later, room = *still, ticket = again.request.ticket](const Stored& stored, const EntryPtr& made) {
                     later.outbound.answer(ticket, Answer{receipt_of(later, *room, stored, made)});
                   });
    };
  });
}

NewEntry about(EntryType type, Seq target) {
  NewEntry entry;
  entry.entry.type = type;
  entry.entry.target = target;
  return entry;
}

}  // namespace

void decide(Turn& turn, Asked& asked, const verb::Post& verb) {
  auto room = turn.room_for(Action::post, asked, verb.room);
  if (!room) return turn.refuse(asked, room.error());
  if (auto wrong = check_draft(turn, verb, (*room)->log.head)) return turn.refuse(asked, *wrong);
  if (auto wait = too_many_messages(turn, asked)) return turn.refuse(asked, *wait);
  review_and_store(turn, asked, verb, *room);
}

void decide(Turn& turn, Asked& asked, const verb::PostDirect& verb) {
  // The message first: no room is made for one that nobody may send.
  verb::Post post{{}, verb.text, verb.client_id, 0, verb.format};
  if (auto wrong = check_draft(turn, post, 0)) return turn.refuse(asked, *wrong);
  if (auto wait = too_many_messages(turn, asked)) return turn.refuse(asked, *wait);
  auto room = direct_room(turn, asked, verb.user);
  if (!room) return turn.refuse(asked, room.error());
  post.room = (*room)->record.id();
  review_and_store(turn, asked, post, *room);
}

void decide(Turn& turn, Asked& asked, const verb::Edit& verb) {
  if (auto wrong = check_filled("text", verb.text, turn.limits.text)) return turn.refuse(asked, *wrong);
  NewEntry edit = about(EntryType::edit, verb.target);
  edit.entry.text = verb.text;
  append_about(turn, asked, Action::edit, verb.room, std::move(edit));
}

void decide(Turn& turn, Asked& asked, const verb::Delete& verb) {
  append_about(turn, asked, Action::erase, verb.room, about(EntryType::deletion, verb.target));
}

void decide(Turn& turn, Asked& asked, const verb::React& verb) {
  const std::string& emoji = verb.emoji;
  const bool fits = !emoji.empty() && emoji.size() <= static_cast<std::size_t>(turn.limits.emoji) && base::valid_utf8(emoji);
  if (!fits || (verb.on && !is_emoji(emoji))) return turn.refuse(asked, no_emoji(turn.limits.emoji));
  NewEntry reaction = about(EntryType::reaction, verb.target);
  reaction.entry.word = verb.emoji;
  reaction.entry.on = verb.on;
  append_about(turn, asked, Action::react, verb.room, std::move(reaction));
}

void decide(Turn& turn, Asked& asked, const verb::Pin& verb) {
  NewEntry pin = about(EntryType::pin, verb.target);
  pin.entry.on = verb.on;
  append_about(turn, asked, Action::react, verb.room, std::move(pin));
}

void decide(Turn& turn, Asked& asked, const verb::MarkRead& verb) {
  auto found = turn.room_for(Action::read, asked, verb.room);
  if (!found) return turn.refuse(asked, found.error());
  RoomState& room = **found;
  const Member* known = room.find(asked.user);
  if (!known) return turn.refuse(asked, {Errc::forbidden, "Only members may do this.", "member_only", {}, 0});
  if (verb.seq < 0 || verb.seq > room.log.head) return turn.refuse(asked, invalid("seq", "There is no such entry."));
  turn.answer(asked, Answer{Done{}});
  if (verb.seq <= known->read) return;
  Member member = *known;
  member.read = verb.seq;
  turn.changes.put_member(room, *asked.user, member);
  NewEntry read;
  read.entry.type = EntryType::read;
  read.entry.source = room.record.id();
  read.entry.target = verb.seq;
  turn.append(*asked.user, asked.user, std::move(read));
}

}  // namespace workchat::core
