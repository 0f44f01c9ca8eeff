#include <algorithm>
#include <unordered_map>
#include <utility>

#include "core/decide.hpp"
#include "core/text_rules.hpp"
#include "core/views.hpp"

namespace workchat::core {

namespace {

/// A log that somebody may read: which one it is to the store, and its epoch.
struct Readable {
  RoomId log;
  std::string epoch;
  Seq head = 0;
};

Result<Readable> readable(const Turn& turn, const Asked& asked, const std::string& name) {
  if (name == "@me") return Readable{"@" + asked.user->record.id, turn.state.epoch, asked.user->me.head};
  auto room = turn.room_for(Action::read, asked, name);
  if (!room) return std::move(room).error();
  return Readable{RoomId((*room)->record.id()), std::string((*room)->record.epoch()), (*room)->log.head};
}

std::optional<Error> check_limit(const Turn& turn, std::int64_t limit) {
  if (limit >= 1 && limit <= turn.limits.page) return std::nullopt;
  return invalid("limit", "1 to " + std::to_string(turn.limits.page) + ".");
}

/// What only somebody else may see goes; where the numbers must stay dense, its place is kept, empty.
void hide_others(std::vector<Entry>& entries, const UserId& reader, bool keep_numbers) {
  for (auto entry = entries.begin(); entry != entries.end();) {
    if (entry->audience.empty() || entry->audience == reader) {
      ++entry;
    } else if (keep_numbers) {
      Entry hidden;
      hidden.room = entry->room;
      hidden.seq = entry->seq;
      hidden.pos = entry->pos;
      hidden.audience = entry->audience;
      *entry++ = std::move(hidden);
    } else {
      entry = entries.erase(entry);
    }
  }
}

/// The store holds less than was told already. The next commit, or the recovery that is under way, finds out.
Error store_behind() { return {Errc::unavailable, "The store cannot be read now.", {}, {}, 0}; }

/// While the outcome of a commit is in doubt, the store may show what nobody was told. It is not shown: it might
/// not be there the next time.
void hide_untold(Page& page, Seq head) {
  while (!page.entries.empty() && page.entries.back().seq > head) page.entries.pop_back();
  page.head = std::min(page.head, head);
}
void hide_untold(Feed& feed, Pos newest) {
  while (!feed.entries.empty() && feed.entries.back().pos > newest) feed.entries.pop_back();
  feed.through = std::min(feed.through, newest);
}

/// Reads on the executor; when the page comes back, the right to it is asked again.
void answer_page(Turn& turn, Asked& asked, const std::string& room, Readable log, bool keep_numbers,
                 std::function<Result<Page>()> read) {
  turn.defer(asked, false, [room, log = std::move(log), keep_numbers, read = std::move(read)]() -> Continuation {
    auto page = std::make_shared<Result<Page>>(read());
    return [room, log, keep_numbers, page](Turn& later, Asked& again) {
      if (!*page) return later.refuse_read(again, page->error());
      auto still = readable(later, again, room);
      if (!still) return later.refuse(again, still.error());
      if (still->epoch != log.epoch)
        return later.refuse(again, {Errc::not_found, "This room was made anew.", {}, {}, 0});
      if ((*page)->head < log.head) return later.refuse(again, store_behind());
      Page named = **page;
      named.epoch = log.epoch;
      hide_untold(named, still->head);
      hide_others(named.entries, again.user->record.id, keep_numbers);
      fill_names(later.state, named.entries);
      later.answer(again, Answer{std::move(named)});
    };
  });
}

std::optional<Error> negative(std::string_view field, std::optional<Seq> seq) {
  if (!seq || *seq >= 0) return std::nullopt;
  return invalid(std::string(field), "A sequence number is not negative.");
}

}  // namespace

void decide(Turn& turn, Asked& asked, const verb::History& verb) {
  if (auto wrong = check_limit(turn, verb.limit)) return turn.refuse(asked, *wrong);
  if (auto wrong = negative("before", verb.before)) return turn.refuse(asked, *wrong);
  if (auto wrong = negative("after", verb.after)) return turn.refuse(asked, *wrong);
  if (auto wrong = negative("around", verb.around)) return turn.refuse(asked, *wrong);
  auto log = readable(turn, asked, verb.room);
  if (!log) return turn.refuse(asked, log.error());
  const PageQuery query{log->log, verb.before, verb.after, verb.around, verb.limit, turn.limits.page_bytes};
  const MessageStore* store = turn.parts.store;
  answer_page(turn, asked, std::string(verb.room), *log, false, [store, query] { return store->messages(query); });
}

void decide(Turn& turn, Asked& asked, const verb::ReadEntries& verb) {
  if (auto wrong = check_limit(turn, verb.limit)) return turn.refuse(asked, *wrong);
  if (auto wrong = negative("after", verb.after)) return turn.refuse(asked, *wrong);
  auto log = readable(turn, asked, verb.room);
  if (!log) return turn.refuse(asked, log.error());
  const MessageStore* store = turn.parts.store;
  answer_page(turn, asked, std::string(verb.room), *log, true,
              [store, log = log->log, after = verb.after, limit = verb.limit, bytes = turn.limits.page_bytes] {
                return store->entries(log, after, limit, bytes);
              });
}

void decide(Turn& turn, Asked& asked, const verb::ReadFeed& verb) {
  if (auto wrong = check_limit(turn, verb.limit)) return turn.refuse(asked, *wrong);
  if (auto wrong = negative("after", verb.after)) return turn.refuse(asked, *wrong);
  std::vector<RoomId> logs{"@" + asked.user->record.id, "@server"};
  std::unordered_map<RoomId, std::string> epochs;
  for (const RoomState* room : asked.user->rooms) {
    if (room->find(asked.user)->role < Role::member) continue;
    logs.emplace_back(room->record.id());
    epochs.emplace(logs.back(), room->record.epoch());
  }
  const MessageStore* store = turn.parts.store;
  const Pos newest = turn.state.pos;
  turn.defer(asked, false, [store, logs, epochs, verb, newest, bytes = turn.limits.page_bytes]() -> Continuation {
    auto feed = std::make_shared<Result<Feed>>(store->feed(logs, verb.after, verb.limit, bytes));
    return [feed, epochs, newest](Turn& later, Asked& again) {
      if (!*feed) return later.refuse_read(again, feed->error());
      if (!(*feed)->more && (*feed)->through < newest) return later.refuse(again, store_behind());
      Feed named = **feed;
      hide_untold(named, later.state.pos);
      hide_others(named.entries, again.user->record.id, false);
      // Of a room that was left meanwhile, or has ended, nothing more.
      auto& entries = named.entries;
      for (auto entry = entries.begin(); entry != entries.end();) {
        const bool own = entry->room.front() == '@';
        const bool kept = own || later.room_again(Action::read, again, entry->room, epochs.at(entry->room));
        entry = kept ? std::next(entry) : entries.erase(entry);
      }
      fill_names(later.state, entries);
      later.answer(again, Answer{std::move(named)});
    };
  });
}

}  // namespace workchat::core
