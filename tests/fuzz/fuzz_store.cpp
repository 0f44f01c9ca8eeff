#include <string>
#include <vector>

#include "fuzz/fuzz.hpp"
#include "support/store_fixture.hpp"
#include "support/temporary_folder.hpp"

// Whatever batches come, the stores answer alike.
namespace workchat::fuzz {
namespace {

constexpr int most_batches = 40;

class Batches {
 public:
  explicit Batches(Choices choices) : choices_(choices) {}

  bool more() const { return !choices_.done(); }
  Seq seq() { return static_cast<Seq>(choices_.below(40)); }
  RoomId room() { return "room" + std::to_string(choices_.below(3)); }
  UserId user() { return "u_" + std::to_string(choices_.below(3)); }
  RoomId log() {
    const std::size_t which = choices_.below(8);
    return which == 0 ? "@server" : which == 1 ? "@" + user() : room();
  }

  Batch batch() {
    Batch batch;
    batch.forget_before = 1;  // what may be forgotten need not be
    records(batch);
    for (std::size_t n = choices_.below(5); n > 0; --n) batch.entries.push_back(entry(batch.entries.size()));
    return batch;
  }

  PageQuery page() {
    PageQuery query;
    query.log = log();
    query.limit = 1 + static_cast<std::int64_t>(choices_.below(9));
    query.max_bytes = choices_.yes() ? testing::roomy : 60;
    const std::size_t which = choices_.below(4);
    if (which == 1) query.before = seq();
    if (which == 2) query.after = seq();
    if (which == 3) query.around = seq();
    return query;
  }

 private:
  void records(Batch& batch) {
    switch (choices_.below(10)) {
      case 0: batch.epoch = "epoch" + std::to_string(choices_.below(3)); return;
      case 1: batch.users = {testing::user(user())}; return;
      case 2: batch.logins = {{"l_" + user(), user(), "d", "device", 1, 9}}; return;
      case 3: batch.logins_removed = {"l_" + user()}; return;
      case 4: batch.rooms_removed = {room()}; [[fallthrough]];
      case 5: batch.rooms = {some_room()}; return;
      case 6: batch.members = {{room(), user(), Role::member, choices_.yes(), 0, seq()}}; return;
      case 7: batch.members_removed = {{room(), user()}}; return;
      default: return;
    }
  }

  RoomRecord some_room() {
    const RoomId id = room();
    return testing::room(id, "e" + std::to_string(choices_.below(9)));
  }

  NewEntry entry(std::size_t index) {
    NewEntry made = some_entry();
    const std::size_t id = choices_.below(8);
    if (id < 4) made.entry.client_id = "c" + std::to_string(id);
    if (index > 0 && choices_.below(4) == 3) made.parent = static_cast<int>(choices_.below(index));
    made.entry.ts = ++now_;
    return made;
  }

  NewEntry some_entry() {
    constexpr EntryType types[] = {EntryType::edit, EntryType::deletion, EntryType::reaction, EntryType::pin};
    const std::size_t type = choices_.below(8);
    const RoomId log = this->log();
    const UserId author = user();
    if (type >= 5) return testing::message(log, author, choices_.text(40));
    const Seq target = seq();
    if (type == 4) return testing::mention(user(), author, log, target);
    const bool on = choices_.yes();
    return testing::change(types[type], log, author, target, type == 2 && on ? "x" : "y", on);
  }

  Choices choices_;
  TimeMs now_ = 1000;
};

std::string shown(const Result<Committed>& committed) {
  if (!committed) return "error " + std::to_string(static_cast<int>(committed.error().code));
  std::string all;
  for (const Stored& each : committed->entries)
    all += std::to_string(static_cast<int>(each.how)) + " " + std::to_string(each.seq) + " " +
           std::to_string(each.pos) + " " + std::to_string(each.ts) + " " + std::to_string(each.draft_hash) +
           "\n";
  return all;
}

template <typename Value>
std::string shown(const Result<Value>& result) {
  return result ? testing::shown(*result) : "error " + std::to_string(static_cast<int>(result.error().code));
}

void ask_both(const MessageStore& one, const MessageStore& other, Batches& batches) {
  const PageQuery page = batches.page();
  expect_same(shown(one.messages(page)), shown(other.messages(page)), "pages are alike");
  const Seq seq = batches.seq();
  expect_same(shown(one.entries(page.log, seq, page.limit, page.max_bytes)),
              shown(other.entries(page.log, seq, page.limit, page.max_bytes)), "raw pages are alike");
  expect_same(shown(one.entry(page.log, seq)), shown(other.entry(page.log, seq)), "entries are alike");
  const std::vector<RoomId> logs = {"room0", "room1", "@u_1", "@server"};
  expect_same(shown(one.feed(logs, seq, page.limit, page.max_bytes)),
              shown(other.feed(logs, seq, page.limit, page.max_bytes)), "feeds are alike");
  const std::vector<UnreadQuery> rooms = {{"room0", 0}, {"room1", seq}};
  expect_same(shown(one.unread("u_1", rooms)), shown(other.unread("u_1", rooms)), "counts are alike");
}

}  // namespace
}  // namespace workchat::fuzz

using namespace workchat;
using namespace workchat::fuzz;

FUZZ_TARGET(store) {
  const testing::TemporaryFolder folder;
  const auto kept = open_store("sqlite:" + folder.path() + "?durability=off").value();
  const auto model = open_store("memory:").value();
  Batch first;
  first.rooms = {testing::room("room0"), testing::room("room1"), testing::room("room2")};
  expect_same(shown(kept->commit(first)), shown(model->commit(first)), "commits are alike");
  Batches batches{Choices(input)};
  for (int i = 0; i < most_batches && batches.more(); ++i) {
    const Batch batch = batches.batch();
    expect_same(shown(kept->commit(batch)), shown(model->commit(batch)), "commits are alike");
    ask_both(*kept, *model, batches);
  }
  expect_same(shown(kept->load()), shown(model->load()), "what is loaded is alike");
}
