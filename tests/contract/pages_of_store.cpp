#include <doctest/doctest.h>

#include <optional>

#include "contract/store_cases.hpp"

namespace workchat::contract {
namespace {

using Seqs = std::vector<Seq>;

PageQuery general(std::int64_t limit) {
  PageQuery query;
  query.log = "general";
  query.limit = limit;
  return query;
}

/// Ten messages in "general" at 1, 3, 5 … 19, each followed by a reaction to it.
std::unique_ptr<MessageStore> with_ten_messages(const StoreKind& kind) {
  auto kept = furnished(kind);
  for (Seq seq = 1; seq < 20; seq += 2)
    keep(*kept, {message("general", "u_ana", "m" + std::to_string(seq)),
                 change(EntryType::reaction, "general", "u_beto", seq, "👍")});
  return kept;
}

void check_page(const MessageStore& store, const PageQuery& query, const Seqs& expected, bool more) {
  const Page page = page_of(store, query);
  CHECK(seqs(page.entries) == expected);
  CHECK(page.more == more);
  CHECK(page.head == 20);
  CHECK(page.floor == 1);
  CHECK(page.epoch == "general-epoch");
}

void pages_go_both_ways(const StoreKind& kind) {
  auto kept = with_ten_messages(kind);
  PageQuery query = general(3);
  check_page(*kept, query, {15, 17, 19}, true);
  query.before = 15;
  check_page(*kept, query, {9, 11, 13}, true);
  query.before = 6;
  check_page(*kept, query, {1, 3, 5}, false);
  query.before = 1;
  check_page(*kept, query, {}, false);
  query.before = 1000;
  check_page(*kept, query, {15, 17, 19}, true);
  query.before.reset();
  query.after = 0;
  check_page(*kept, query, {1, 3, 5}, true);
  query.after = 5;
  check_page(*kept, query, {7, 9, 11}, true);
  query.after = 14;
  check_page(*kept, query, {15, 17, 19}, false);
  query.after = 19;
  check_page(*kept, query, {}, false);
  query = general(10);
  check_page(*kept, query, {1, 3, 5, 7, 9, 11, 13, 15, 17, 19}, false);
}

void around_shows_both_sides(const StoreKind& kind) {
  auto kept = with_ten_messages(kind);
  PageQuery query = general(5);
  query.around = 9;
  check_page(*kept, query, {5, 7, 9, 11, 13}, true);
  query.limit = 4;
  check_page(*kept, query, {7, 9, 11, 13}, true);
  query.around = 10;  // a reaction: the message before it
  check_page(*kept, query, {7, 9, 11, 13}, true);
  query.around = 1;
  check_page(*kept, query, {1, 3, 5}, false);
  query.around = 19;
  check_page(*kept, query, {17, 19}, true);
  query.limit = 1;
  query.around = 9;
  check_page(*kept, query, {9}, true);
}

void a_page_ends_at_its_bytes(const StoreKind& kind) {
  auto kept = furnished(kind);
  for (int i = 0; i < 4; ++i) keep(*kept, {message("general", "u_ana", std::string(100, 'x'))});
  PageQuery query = general(50);
  query.max_bytes = 250;
  CHECK(seqs(page_of(*kept, query).entries) == Seqs{3, 4});
  CHECK(page_of(*kept, query).more);
  query.after = 0;
  CHECK(seqs(page_of(*kept, query).entries) == Seqs{1, 2});
  CHECK(page_of(*kept, query).more);
  query.max_bytes = 10;
  CHECK(seqs(page_of(*kept, query).entries) == Seqs{1});
  query.max_bytes = 400;
  CHECK(seqs(page_of(*kept, query).entries) == Seqs{1, 2, 3, 4});
  CHECK_FALSE(page_of(*kept, query).more);
  // What an edit has made longer counts as it is now.
  keep(*kept, {change(EntryType::edit, "general", "u_ana", 2, std::string(350, 'y'))});
  CHECK(seqs(page_of(*kept, query).entries) == Seqs{1});
  CHECK(page_of(*kept, query).more);
}

void changes_are_applied(const StoreKind& kind) {
  auto kept = furnished(kind);
  keep(*kept, {message("general", "u_ana", "first"), message("general", "u_ana", "second"),
               message("general", "u_ana", "third")});
  NewEntry last_edit = change(EntryType::edit, "general", "u_ana", 1, "third try");
  last_edit.entry.ts = 6500;
  keep(*kept, {change(EntryType::edit, "general", "u_ana", 1, "second try"), last_edit,
               change(EntryType::pin, "general", "u_beto", 1), change(EntryType::pin, "general", "u_beto", 3),
               change(EntryType::pin, "general", "u_beto", 3, "", false),
               change(EntryType::reaction, "general", "u_ana", 2, "👍"),
               change(EntryType::reaction, "general", "u_beto", 2, "👍"),
               change(EntryType::deletion, "general", "u_ana", 2)});
  const Page page = page_of(*kept, general(50));
  REQUIRE(page.entries.size() == 3);
  CHECK(page.entries[0].text == "third try");
  CHECK(page.entries[0].edited_at == 6500);
  CHECK(page.entries[0].pinned);
  CHECK_FALSE(page.entries[0].deleted);
  CHECK(page.entries[1].text.empty());
  CHECK(page.entries[1].deleted);
  CHECK(page.entries[1].reactions.empty());
  CHECK(page.entries[1].edited_at == 0);
  CHECK(page.entries[2].text == "third");
  CHECK_FALSE(page.entries[2].pinned);
}

void reactions_are_sets_of_users(const StoreKind& kind) {
  auto kept = furnished(kind);
  const auto react = [](const UserId& who, const std::string& emoji, bool on = true) {
    return change(EntryType::reaction, "general", who, 1, emoji, on);
  };
  keep(*kept, {message("general", "u_ana", "text")});
  keep(*kept, {react("u_ana", "👍"), react("u_beto", "🎉"), react("u_beto", "👍"), react("u_beto", "👍"),
               react("u_caro", "❌"), react("u_caro", "❌", false), react("u_caro", "🎉", false)});
  auto reactions = page_of(*kept, general(1)).entries.at(0).reactions;
  REQUIRE(reactions.size() == 2);
  CHECK(reactions[0].emoji == "👍");
  CHECK(reactions[0].users == std::vector<UserId>{"u_ana", "u_beto"});
  CHECK(reactions[1].emoji == "🎉");
  CHECK(reactions[1].users == std::vector<UserId>{"u_beto"});
  keep(*kept, {react("u_ana", "👍", false), react("u_beto", "🎉", false)});
  reactions = page_of(*kept, general(1)).entries.at(0).reactions;
  REQUIRE(reactions.size() == 1);
  CHECK(reactions[0].users == std::vector<UserId>{"u_beto"});
}

void a_log_without_entries_is_an_empty_page(const StoreKind& kind) {
  auto kept = furnished(kind);
  for (const char* log : {"general", "nowhere", "@server", "@u_ana"}) {
    PageQuery query = general(5);
    query.log = log;
    for (const Page& page : {page_of(*kept, query), entries_of(*kept, log)}) {
      CHECK(page.entries.empty());
      CHECK(page.head == 0);
      CHECK(page.floor == 1);
      CHECK_FALSE(page.more);
    }
  }
  CHECK(entries_of(*kept, "general").epoch == "general-epoch");
  CHECK(entries_of(*kept, "@server").epoch == "store-epoch");
  CHECK(entries_of(*kept, "@u_ana").epoch == "store-epoch");
  CHECK(entries_of(*kept, "nowhere").epoch.empty());
}

}  // namespace

std::vector<StoreCase> page_cases() {
  return {{"pages of messages go both ways (S1-13, S0-07)", pages_go_both_ways},
          {"around a message shows both sides of it", around_shows_both_sides},
          {"a page ends at its bytes, and has one entry all the same", a_page_ends_at_its_bytes},
          {"edits, deletions and pins are applied", changes_are_applied},
          {"reactions are sets of users, by first use", reactions_are_sets_of_users},
          {"a log without entries is an empty page", a_log_without_entries_is_an_empty_page}};
}

}  // namespace workchat::contract
