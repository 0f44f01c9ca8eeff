#include <doctest/doctest.h>

#include <random>

#include "contract/store_cases.hpp"

namespace workchat::contract {
namespace {

/// Batches and questions at random; the same seed gives the same.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}

  std::int64_t number(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(most - least + 1));
  }
  bool one_in(std::int64_t n) { return number(1, n) == 1; }
  RoomId room() { return "room" + std::to_string(number(1, 4)); }
  RoomId log() { return one_in(3) ? (one_in(4) ? "@server" : "@" + user()) : room(); }
  UserId user() { return "u_" + std::to_string(number(1, 5)); }
  Seq seq() { return number(0, 60); }

  Batch batch() {
    Batch batch;
    batch.forget_before = 1;
    if (one_in(20)) batch.epoch = "epoch" + std::to_string(number(1, 9));
    if (one_in(6)) batch.users = {testing::user(user())};
    if (one_in(9)) batch.logins = {{"l_" + user(), user(), "d", "device", number(1, 9), 9}};
    if (one_in(9)) batch.logins_removed = {"l_" + user()};
    if (one_in(30)) batch.rooms_removed = {room()};
    if (one_in(6)) batch.rooms = {testing::room(room(), "e" + std::to_string(number(1, 99)))};
    if (one_in(5)) batch.members = {{room(), user(), Role::member, one_in(2), 0, seq()}};
    if (one_in(9)) batch.members_removed = {{room(), user()}};
    for (auto n = number(0, 5); n > 0; --n)
      batch.entries.push_back(entry(static_cast<int>(batch.entries.size())));
    return batch;
  }
  NewEntry entry(int index) {
    NewEntry made = one_in(2)
                        ? message(log(), user(), std::string(static_cast<std::size_t>(number(0, 40)), 'm'))
                        : change_or_mention();
    if (one_in(3)) made.entry.client_id = "c" + std::to_string(number(1, 40));
    if (index > 0 && one_in(5)) made.parent = static_cast<int>(number(0, index - 1));
    made.entry.ts = ++ts_;
    return made;
  }
  NewEntry change_or_mention() {
    static const EntryType types[] = {EntryType::edit, EntryType::deletion, EntryType::reaction,
                                      EntryType::pin};
    if (one_in(4)) return mention(user(), user(), room(), seq());
    const std::string word = one_in(2) ? "👍" : "🎉";
    return change(types[number(0, 3)], log(), user(), seq(), word, !one_in(3));
  }
  PageQuery page() {
    PageQuery query;
    query.log = log();
    query.limit = number(1, 12);
    query.max_bytes = one_in(2) ? roomy : number(1, 200);
    auto* const which = one_in(3) ? &query.before : one_in(2) ? &query.after : &query.around;
    if (!one_in(5)) *which = seq();
    return query;
  }

 private:
  std::mt19937_64 engine_;
  TimeMs ts_ = 0;
};

std::string outcome_of(const Result<Committed>& committed) {
  if (!committed) return "error " + std::to_string(static_cast<int>(committed.error().code));
  std::string all;
  for (const Stored& each : committed->entries)
    all += std::to_string(static_cast<int>(each.how)) + " " + std::to_string(each.seq) + " " +
           std::to_string(each.pos) + " " + std::to_string(each.ts) + " " + std::to_string(each.draft_hash) +
           "\n";
  return all;
}

template <typename Value>
std::string outcome_of(const Result<Value>& result) {
  return result ? testing::shown(*result) : "error " + std::to_string(static_cast<int>(result.error().code));
}

void ask_the_same(const MessageStore& one, const MessageStore& other, Dice& dice) {
  const PageQuery page = dice.page();
  CHECK(outcome_of(one.messages(page)) == outcome_of(other.messages(page)));
  const Seq seq = dice.seq();
  CHECK(outcome_of(one.entries(page.log, seq, page.limit, page.max_bytes)) ==
        outcome_of(other.entries(page.log, seq, page.limit, page.max_bytes)));
  CHECK(outcome_of(one.entry(page.log, seq)) == outcome_of(other.entry(page.log, seq)));
  const std::vector<RoomId> logs = {"room1", "room2", "@u_1", "@server"};
  const Pos pos = dice.number(0, 600);
  CHECK(outcome_of(one.feed(logs, pos, page.limit, page.max_bytes)) ==
        outcome_of(other.feed(logs, pos, page.limit, page.max_bytes)));
  const UserId user = dice.user();
  const std::vector<UnreadQuery> rooms = {{"room1", 0}, {"room2", seq}, {dice.room(), dice.seq()}};
  CHECK(outcome_of(one.unread(user, rooms)) == outcome_of(other.unread(user, rooms)));
}

void answers_as_the_memory_store_does(const StoreKind& kind) {
  constexpr int batches = 250;
  for (const unsigned seed : {1U, 2U}) {
    INFO("seed ", seed);
    Dice dice(seed);
    auto kept = kind.fresh();
    auto model = open_store("memory:");
    REQUIRE(model.ok());
    for (int i = 0; i < batches; ++i) {
      const Batch batch = dice.batch();
      REQUIRE(outcome_of(kept->commit(batch)) == outcome_of((*model)->commit(batch)));
      ask_the_same(*kept, **model, dice);
      if (kind.again && i == batches / 2) {
        kept.reset();
        kept = kind.again();
      }
    }
    CHECK(outcome_of(kept->load()) == outcome_of((*model)->load()));
  }
}

}  // namespace

std::vector<StoreCase> random_cases() {
  return {
      {"random batches and questions are answered as by the memory store", answers_as_the_memory_store_does}};
}

}  // namespace workchat::contract
