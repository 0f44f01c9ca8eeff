#include <doctest/doctest.h>

#include <memory>
#include <vector>

#include "base/cursor.hpp"

using namespace workchat;
using workchat::base::Cursor;
using workchat::base::FeedCursor;

namespace {

EventPtr entry_event(Seq seq) {
  Entry entry;
  entry.seq = seq;
  entry.pos = seq;
  Event event;
  event.entry = std::make_shared<const Entry>(std::move(entry));
  return std::make_shared<const Event>(std::move(event));
}

EventPtr typing() {
  Event event;
  event.type = EventType::typing;
  return std::make_shared<const Event>(std::move(event));
}

EventPtr presence(EventType type) {
  Event event;
  event.type = type;
  return std::make_shared<const Event>(std::move(event));
}

std::vector<Entry> entries(Seq first, Seq last) {
  std::vector<Entry> page;
  for (Seq seq = first; seq <= last; ++seq) page.push_back(*entry_event(seq)->entry);
  return page;
}

std::vector<Seq> numbers(Seq first, Seq last) {
  std::vector<Seq> all;
  for (Seq seq = first; seq <= last; ++seq) all.push_back(seq);
  return all;
}

/// Takes what a page gives.
struct Given {
  std::vector<Seq> seqs;
  auto sink() {
    return [this](const Entry& entry) { seqs.push_back(entry.seq); };
  }
};

}  // namespace

TEST_CASE("a cursor at the head is live: entries pass as they come, a repeat does not") {
  Cursor cursor(5, 5);
  CHECK(cursor.live());
  CHECK(cursor.offer(entry_event(6)));
  CHECK(cursor.offer(typing()));
  CHECK_FALSE(cursor.offer(entry_event(6)));
  CHECK_FALSE(cursor.offer(entry_event(3)));
  CHECK(cursor.offer(entry_event(7)));
  CHECK(cursor.position() == 7);
  CHECK_FALSE(cursor.needs_read());
}

TEST_CASE("a cursor behind the head reads, and goes live with what came meanwhile") {
  Cursor cursor(2, 5);
  CHECK(cursor.needs_read());
  CHECK_FALSE(cursor.offer(typing()));
  CHECK_FALSE(cursor.offer(entry_event(6)));
  cursor.start_read();
  CHECK_FALSE(cursor.needs_read());
  CHECK_FALSE(cursor.offer(entry_event(7)));
  CHECK_FALSE(cursor.offer(entry_event(8)));
  Given given;
  cursor.page(entries(3, 7), false, given.sink());
  CHECK(given.seqs == numbers(3, 8));
  CHECK(cursor.live());
  CHECK(cursor.offer(entry_event(9)));
}

TEST_CASE("who comes and goes is given to a cursor that is behind, or reading, as well") {
  Cursor room(0, 3);
  FeedCursor feed(0, 3);
  for (EventType type : {EventType::join, EventType::leave}) {
    CHECK(room.offer(presence(type)));
    CHECK(feed.offer(presence(type)));
  }
  room.start_read();
  feed.start_read();
  for (EventType type : {EventType::join, EventType::leave}) {
    CHECK(room.offer(presence(type)));
    CHECK(feed.offer(presence(type)));
  }
  CHECK_FALSE(room.offer(typing()));
  CHECK_FALSE(feed.offer(typing()));
  CHECK(room.position() == 0);
}

TEST_CASE("a page with more after it asks for the next one") {
  Cursor cursor(0, 6);
  Given given;
  cursor.start_read();
  cursor.page(entries(1, 3), true, given.sink());
  CHECK(cursor.needs_read());
  cursor.start_read();
  CHECK_FALSE(cursor.offer(entry_event(7)));
  cursor.page(entries(4, 6), false, given.sink());
  CHECK(given.seqs == numbers(1, 7));
  CHECK(cursor.live());
}

TEST_CASE("a live cursor that sees a gap falls behind and reads the gap") {
  Cursor cursor(5, 5);
  CHECK_FALSE(cursor.offer(entry_event(8)));
  CHECK(cursor.needs_read());
  Given given;
  cursor.start_read();
  cursor.page(entries(6, 8), false, given.sink());
  CHECK(given.seqs == numbers(6, 8));
  CHECK(cursor.live());
}

TEST_CASE("a loss that nothing follows is read as well") {
  Cursor cursor(5, 5);
  cursor.lost();
  CHECK(cursor.needs_read());
  Given given;
  cursor.start_read();
  cursor.lost();  // once more, after the read began
  cursor.page(entries(6, 7), false, given.sink());
  CHECK(cursor.needs_read());
  cursor.start_read();
  cursor.page(entries(8, 8), false, given.sink());
  CHECK(given.seqs == numbers(6, 8));
  CHECK(cursor.live());
}

TEST_CASE("what a small hold cannot keep is read again") {
  Cursor cursor(0, 1, 2);
  Given given;
  cursor.start_read();
  for (Seq seq = 2; seq <= 5; ++seq) CHECK_FALSE(cursor.offer(entry_event(seq)));
  cursor.page(entries(1, 1), false, given.sink());
  CHECK(given.seqs == numbers(1, 3));
  CHECK(cursor.needs_read());
  cursor.start_read();
  cursor.page(entries(4, 5), false, given.sink());
  CHECK(given.seqs == numbers(1, 5));
  CHECK(cursor.live());
}

TEST_CASE("a page may begin late, or be empty, where retention has trimmed the log") {
  Cursor cursor(2, 9);
  Given given;
  cursor.start_read();
  SUBCASE("the beginning is gone") {
    cursor.page(entries(6, 9), false, given.sink());
    CHECK(given.seqs == numbers(6, 9));
  }
  SUBCASE("everything is gone") {
    cursor.page({}, false, given.sink());
  }
  CHECK(cursor.live());
  CHECK(cursor.position() == 9);
  CHECK(cursor.offer(entry_event(10)));
}

TEST_CASE("a page that was read for another a moment ago takes a listener as far as it went") {
  Cursor cursor(2, 6);
  Given given;
  cursor.start_read();
  cursor.offer(entry_event(7));
  SUBCASE("the log has grown since, and is read on") {
    cursor.earlier_page(5, 5, false, given.sink());
    CHECK(given.seqs.empty());
    CHECK(cursor.position() == 5);
    CHECK(cursor.needs_read());
  }
  SUBCASE("it went to the end, and what was held follows") {
    cursor.earlier_page(6, 6, false, given.sink());
    CHECK(given.seqs == numbers(7, 7));
    CHECK(cursor.live());
  }
  SUBCASE("there was more behind it") {
    cursor.earlier_page(4, 6, true, given.sink());
    CHECK(cursor.position() == 4);
    CHECK(cursor.needs_read());
  }
  SUBCASE("the end is trimmed away") {
    cursor.earlier_page(5, 6, false, given.sink());
    CHECK(given.seqs == numbers(7, 7));
    CHECK(cursor.live());
  }
}

TEST_CASE("a read that failed is due again") {
  Cursor cursor(0, 3);
  cursor.start_read();
  cursor.offer(entry_event(4));
  cursor.read_failed();
  CHECK(cursor.needs_read());
  Given given;
  cursor.start_read();
  cursor.page(entries(1, 4), false, given.sink());
  CHECK(given.seqs == numbers(1, 4));
  CHECK(cursor.live());
}

TEST_CASE("a feed's cursor passes what comes later in commit order, dense or not") {
  FeedCursor cursor(10, 10);
  CHECK(cursor.live());
  CHECK(cursor.offer(entry_event(12)));
  CHECK(cursor.offer(typing()));
  CHECK(cursor.offer(entry_event(20)));
  CHECK_FALSE(cursor.offer(entry_event(15)));
  CHECK_FALSE(cursor.offer(entry_event(20)));
  CHECK(cursor.position() == 20);
}

TEST_CASE("a feed's cursor that was behind goes live through its held events, of new logs too") {
  FeedCursor cursor(0, 30);
  CHECK(cursor.needs_read());
  Given given;
  cursor.start_read();
  CHECK_FALSE(cursor.offer(typing()));
  CHECK_FALSE(cursor.offer(entry_event(31)));
  CHECK_FALSE(cursor.offer(entry_event(40)));
  cursor.page(entries(5, 6), 35, false, given.sink());
  CHECK(given.seqs == std::vector<Seq>{5, 6, 31, 40});
  CHECK(cursor.live());
}

TEST_CASE("a feed's cursor reads again after an overflow, a loss, a failure, or a page with more") {
  FeedCursor cursor(0, 1, 1);
  Given given;
  cursor.start_read();
  cursor.offer(entry_event(2));
  cursor.offer(entry_event(3));
  cursor.page(entries(1, 1), 1, false, given.sink());
  CHECK(cursor.needs_read());
  cursor.start_read();
  cursor.page(entries(2, 2), 2, true, given.sink());
  CHECK(cursor.needs_read());
  cursor.start_read();
  cursor.read_failed();
  CHECK(cursor.needs_read());
  cursor.start_read();
  cursor.lost();
  cursor.page(entries(3, 3), 3, false, given.sink());
  CHECK(cursor.needs_read());
  cursor.start_read();
  cursor.page({}, 3, false, given.sink());
  CHECK(cursor.live());
  CHECK(given.seqs == numbers(1, 3));
}
