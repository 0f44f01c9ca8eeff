#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <random>
#include <vector>

#include "base/cursor.hpp"

// Commits, tells, drops, reads, late answers, failures and retention in any order: whatever the order, a
// listener is given every entry of its logs once, in order.

using namespace workchat;
using workchat::base::Cursor;
using workchat::base::FeedCursor;

namespace {

constexpr std::size_t logs = 3;

struct World {
  explicit World(unsigned seed) : random(seed) {}

  std::size_t below(std::size_t most) { return random() % most; }

  /// One more entry in any log; `target` is the log's number here.
  void commit() {
    Entry entry;
    entry.pos = static_cast<Pos>(log.size()) + 1;
    entry.target = static_cast<Seq>(below(logs));
    entry.seq = ++heads[static_cast<std::size_t>(entry.target)];
    log.push_back(entry);
  }

  /// The listener follows this log from the next entry on.
  void follow(std::size_t which) {
    if (followed_from[which] == 0) followed_from[which] = static_cast<Pos>(log.size()) + 1;
  }
  bool follows(std::int64_t which) const { return followed_from[static_cast<std::size_t>(which)] > 0; }
  bool heard(const Entry& entry) const {
    return follows(entry.target) && entry.pos >= followed_from[static_cast<std::size_t>(entry.target)];
  }

  /// The engine tells of one more committed entry, if its outbox has room.
  void tell() {
    if (told == log.size()) return;
    const Entry& entry = log[told++];
    if (!heard(entry)) return;
    if (outbox.size() >= outbox_bound) {
      dropped = true;
      return;
    }
    Event event;
    event.entry = std::make_shared<const Entry>(entry);
    outbox.push_back(std::make_shared<const Event>(std::move(event)));
  }

  std::mt19937 random;
  std::vector<Entry> log;
  std::array<Seq, logs> heads{};
  std::array<Pos, logs> followed_from{};
  Pos floor = 1;  ///< what lies before has been trimmed
  std::size_t told = 0;
  std::size_t outbox_bound = 1 + below(12);
  std::deque<EventPtr> outbox;
  bool dropped = false;
};

struct Answer {
  std::vector<Entry> entries;
  Pos through = 0;
  bool more = false;
};

/// What differs between the two cursors.
struct OfRoom {
  using Type = Cursor;
  static constexpr std::size_t logs_at_first = 1;
  static constexpr std::size_t logs_at_last = 1;
  static std::int64_t number(const Entry& entry) { return entry.seq; }
  static std::int64_t newest(const World& world) {
    Seq seq = 0;
    for (std::size_t i = 0; i < world.told; ++i)
      if (world.log[i].target == 0) seq = world.log[i].seq;
    return seq;
  }
  template <typename Give>
  static void page(Cursor& cursor, const Answer& answer, Give give) {
    cursor.page(answer.entries, answer.more, give);
  }
};
struct OfFeed {
  using Type = FeedCursor;
  static constexpr std::size_t logs_at_first = 2;
  static constexpr std::size_t logs_at_last = 3;
  static std::int64_t number(const Entry& entry) { return entry.pos; }
  static std::int64_t newest(const World& world) { return static_cast<Pos>(world.told); }
  template <typename Give>
  static void page(FeedCursor& cursor, const Answer& answer, Give give) {
    cursor.page(answer.entries, answer.through, answer.more, give);
  }
};

template <typename Of>
class Listener {
 public:
  Listener(World& world, std::int64_t from)
      : world_(world), cursor_(from, Of::newest(world), world.below(6)), from_(from) {}

  void take() {
    std::deque<EventPtr> taken;
    taken.swap(world_.outbox);
    if (std::exchange(world_.dropped, false)) cursor_.lost();
    for (const EventPtr& event : taken)
      if (cursor_.offer(event)) give(*event->entry);
  }

  /// The engine decides which logs are read.
  void ask() {
    if (!cursor_.needs_read()) return;
    cursor_.start_read();
    asked_ = world_.followed_from;
  }

  /// The executor reads, some time after it was asked.
  void read() {
    if (!asked_ || answer_) return;
    const std::size_t limit = 1 + world_.below(5);
    answer_.emplace();
    answer_->through = static_cast<Pos>(world_.log.size());
    for (const Entry& entry : world_.log) {
      const bool chosen = (*asked_)[static_cast<std::size_t>(entry.target)] > 0;
      if (!chosen || Of::number(entry) <= cursor_.position() || entry.pos < world_.floor) continue;
      if (answer_->entries.size() == limit) {
        answer_->more = true;
        answer_->through = answer_->entries.back().pos;
        break;
      }
      answer_->entries.push_back(entry);
    }
  }

  /// The answer arrives, some time after the read, or a failure instead of it. It comes in a later turn than
  /// the commits it saw, and by the same outbox: they have been told of before it.
  void arrive() {
    if (!answer_) return;
    while (static_cast<Pos>(world_.told) < answer_->through) world_.tell();
    take();
    asked_.reset();
    const Answer answer = std::move(*answer_);
    answer_.reset();
    if (world_.below(5) == 0)
      cursor_.read_failed();
    else
      Of::page(cursor_, answer, [this](const Entry& entry) { give(entry); });
  }

  void settle() {
    while (world_.told < world_.log.size()) world_.tell();
    for (take(); !cursor_.live();) {
      ask();
      read();
      arrive();
    }
  }

  /// Every entry of a followed log after `from` once, in order. Only what retention took may be missing, and
  /// what was there before the log was followed.
  void judge() const {
    auto next = given_.begin();
    for (const Entry& entry : world_.log) {
      if (next != given_.end() && *next == entry.pos) {
        REQUIRE(world_.follows(entry.target));
        REQUIRE(Of::number(entry) > from_);
        ++next;
      } else if (world_.heard(entry) && Of::number(entry) > from_) {
        REQUIRE(entry.pos < world_.floor);
      }
    }
    REQUIRE(next == given_.end());
  }

 private:
  void give(const Entry& entry) { given_.push_back(entry.pos); }

  World& world_;
  typename Of::Type cursor_;
  std::int64_t from_;
  std::optional<std::array<Pos, logs>> asked_;
  std::optional<Answer> answer_;
  std::vector<Pos> given_;
};

template <typename Of>
void run(unsigned seed, bool retention) {
  World world(seed);
  for (std::size_t which = 0; which < Of::logs_at_first; ++which) world.follow(which);
  for (std::size_t i = world.below(20); i > 0; --i) world.commit();
  for (std::size_t i = world.below(world.log.size() + 1); i > 0; --i) world.tell();
  world.outbox.clear();
  world.dropped = false;
  const auto known = static_cast<std::size_t>(Of::newest(world));
  Listener<Of> listener(world, static_cast<std::int64_t>(world.below(known + 1)));
  for (std::size_t steps = 20 + world.below(400); steps > 0; --steps) {
    switch (world.below(8)) {
      case 0: [[fallthrough]];
      case 1: world.commit(); break;
      case 2: [[fallthrough]];
      case 3: world.tell(); break;
      case 4: listener.take(); break;
      case 5: listener.ask(); break;
      case 6: listener.read(); break;
      default: listener.arrive(); break;
    }
    if (world.below(100) == 0) world.follow(world.below(Of::logs_at_last));
    if (retention && world.below(20) == 0)
      world.floor =
          std::min(static_cast<Pos>(world.log.size()) + 1, world.floor + static_cast<Pos>(world.below(30)));
  }
  listener.settle();
  listener.judge();
}

}  // namespace

TEST_CASE("in a room every entry is given once and in order, whatever happens") {
  for (unsigned seed = 0; seed < 20000; ++seed) {
    INFO(seed);
    run<OfRoom>(seed, seed % 4 == 0);
  }
}

TEST_CASE(
    "in a feed every entry is given once and in order, whatever happens, also of logs joined on the way") {
  for (unsigned seed = 0; seed < 20000; ++seed) {
    INFO(seed);
    run<OfFeed>(seed, seed % 4 == 0);
  }
}
