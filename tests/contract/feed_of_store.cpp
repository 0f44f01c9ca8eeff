#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "contract/store_cases.hpp"

namespace workchat::contract {
namespace {

Feed feed_of(const MessageStore& store, const std::vector<RoomId>& logs, Pos after,
             std::int64_t limit = roomy, std::int64_t max_bytes = roomy) {
  auto feed = store.feed(logs, after, limit, max_bytes);
  REQUIRE(feed.ok());
  return *feed;
}

void raw_entries_come_in_order(const StoreKind& kind) {
  auto kept = furnished(kind);
  for (int i = 1; i <= 6; ++i) keep(*kept, {message("general", "u_ana", std::string(10, 'a'))});
  auto page = kept->entries("general", 2, 3, roomy);
  REQUIRE(page.ok());
  CHECK(seqs(page->entries) == std::vector<Seq>{3, 4, 5});
  CHECK(page->more);
  CHECK(page->head == 6);
  page = kept->entries("general", 5, 3, roomy);
  CHECK(seqs(page->entries) == std::vector<Seq>{6});
  CHECK_FALSE(page->more);
  page = kept->entries("general", 0, 50, 25);
  CHECK(seqs(page->entries) == std::vector<Seq>{1, 2});
  CHECK(page->more);
  page = kept->entries("general", 0, 50, 1);
  CHECK(seqs(page->entries) == std::vector<Seq>{1});
  page = kept->entries("general", 99, 50, roomy);
  CHECK(page->entries.empty());
  CHECK_FALSE(page->more);
}

void one_entry_is_found_by_its_number(const StoreKind& kind) {
  auto kept = furnished(kind);
  keep(*kept, {message("general", "u_ana", "one"), message("general", "u_ana", "two")});
  auto two = kept->entry("general", 2);
  REQUIRE(two.ok());
  CHECK(two->text == "two");
  for (const Seq seq : {Seq(0), Seq(3), Seq(-1)}) {
    auto none = kept->entry("general", seq);
    REQUIRE_FALSE(none.ok());
    CHECK(none.error().code == Errc::not_found);
  }
  CHECK(kept->entry("nowhere", 1).error().code == Errc::not_found);
}

void a_feed_is_in_commit_order(const StoreKind& kind) {
  auto kept = furnished(kind);
  for (int i = 0; i < 5; ++i)
    keep(*kept, {message("general", "u_ana", "g"), message("other", "u_ana", "o"),
                 mention("u_beto", "u_ana", "general", i + 1), message("@server", "", "s")});
  const Feed all = feed_of(*kept, {"@server", "general", "@u_beto", "other"}, 0);
  REQUIRE(all.entries.size() == 20);
  for (std::size_t i = 0; i < 20; ++i) CHECK(all.entries[i].pos == static_cast<Pos>(i) + 1);
  CHECK(all.entries[2].room == "@u_beto");
  CHECK(all.through == 20);
  CHECK_FALSE(all.more);

  Feed some = feed_of(*kept, {"general", "@u_beto"}, 7, 3);
  REQUIRE(some.entries.size() == 3);
  CHECK(some.entries[0].pos == 9);
  CHECK(some.entries[1].pos == 11);
  CHECK(some.entries[2].pos == 13);
  CHECK(some.through == 13);
  CHECK(some.more);
  some = feed_of(*kept, {"general", "@u_beto"}, 13, 3);
  CHECK(some.entries.size() == 3);
  CHECK(some.through == 20);  // nothing of these logs is left up to here
  CHECK_FALSE(some.more);
  some = feed_of(*kept, {"other"}, 0, roomy, 2);
  CHECK(some.entries.size() == 2);
  CHECK(some.more);
  CHECK(some.through == 6);
}

void a_feed_of_nothing_says_how_far_it_is(const StoreKind& kind) {
  auto kept = furnished(kind);
  CHECK(feed_of(*kept, {"general"}, 0).through == 0);
  keep(*kept, {message("general", "u_ana", "g")});
  for (const auto& logs : std::vector<std::vector<RoomId>>{{}, {"other"}, {"nowhere"}}) {
    const Feed none = feed_of(*kept, logs, 0);
    CHECK(none.entries.empty());
    CHECK(none.through == 1);
    CHECK_FALSE(none.more);
  }
}

void unread_counts_what_others_wrote(const StoreKind& kind) {
  auto kept = furnished(kind);
  keep(*kept,
       {message("general", "u_ana", "1"), message("general", "u_beto", "2"), message("general", "u_ana", "3"),
        change(EntryType::pin, "general", "u_ana", 1), message("other", "u_ana", "o"),
        mention("u_beto", "u_ana", "general", 1), mention("u_beto", "u_ana", "general", 3),
        mention("u_beto", "u_ana", "other", 1), mention("u_caro", "u_ana", "general", 3)});
  auto counts =
      kept->unread("u_beto", {{"general", 0}, {"general", 1}, {"general", 3}, {"other", 0}, {"nowhere", 0}});
  REQUIRE(counts.ok());
  CHECK(shown(*counts) == "2|2\n1|1\n0|0\n1|1\n0|0\n");
  keep(*kept, {change(EntryType::deletion, "general", "u_ana", 3)});
  counts = kept->unread("u_beto", {{"general", 0}});
  REQUIRE(counts.ok());
  CHECK(counts->at(0).unread == 1);
  counts = kept->unread("u_nobody", {{"general", 0}});
  REQUIRE(counts.ok());
  CHECK(counts->at(0).unread == 2);
  CHECK(counts->at(0).mentions == 0);
}

/// Each commit writes one message in both rooms: whoever sees one has to see the other.
void readers_see_whole_commits(const StoreKind& kind) {
  constexpr int commits = 200;
  auto kept = furnished(kind);
  std::atomic<bool> done{false};
  std::atomic<int> torn{0};
  const auto read = [&] {
    for (bool last = false; !last;) {
      last = done.load();
      auto feed = kept->feed({"general", "other"}, 0, roomy, roomy);
      auto page = kept->entries("general", 0, roomy, roomy);
      const bool whole = feed && page && feed->entries.size() % 2 == 0 &&
                         feed->through == static_cast<Pos>(feed->entries.size()) &&
                         page->head == static_cast<Seq>(page->entries.size());
      if (!whole) ++torn;
    }
  };
  std::thread one(read), another(read);
  for (int i = 0; i < commits; ++i)
    keep(*kept, {message("general", "u_ana", "x"), message("other", "u_ana", "y")});
  done = true;
  one.join();
  another.join();
  CHECK(torn == 0);
}

}  // namespace

std::vector<StoreCase> feed_cases() {
  return {{"raw entries come in order, page by page", raw_entries_come_in_order},
          {"one entry is found by its number", one_entry_is_found_by_its_number},
          {"a feed is in commit order over its logs (S1-14)", a_feed_is_in_commit_order},
          {"a feed of nothing says how far it is", a_feed_of_nothing_says_how_far_it_is},
          {"unread counts what others wrote and did not delete", unread_counts_what_others_wrote},
          {"readers beside a commit see whole commits (S3-15)", readers_see_whole_commits}};
}

}  // namespace workchat::contract
