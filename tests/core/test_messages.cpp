#include <doctest/doctest.h>

#include "core/stage.hpp"

using namespace workchat;
using namespace workchat::testing;

namespace {

/// "general", with three who listen.
struct Talk {
  Stage stage;
  Person ana{stage, "ana"}, beto{stage, "beto"}, caro{stage, "caro"};

  Talk() {
    for (Person* person : {&ana, &beto, &caro}) person->join("general");
    quiet();
  }
  void quiet() {
    for (Person* person : {&ana, &beto, &caro}) person->heard();
  }
  std::string post(Person& person, verb::Post post) { return outcome(person.call(std::move(post))); }
};

}  // namespace

TEST_CASE_FIXTURE(Talk, "a message reaches all who listen, its sender too, in one order (S1-10, S1-11, S2-13, S4-07)") {
  const Receipt receipt = ana.post("general", "hola");
  CHECK(receipt.seq == 4);
  CHECK(receipt.room == "general");
  CHECK(receipt.ts == stage.clock->now_ms());
  CHECK_FALSE(receipt.duplicate);
  CHECK_FALSE(receipt.durable);  // memory
  REQUIRE(receipt.entry.get());
  for (Person* person : {&ana, &beto, &caro}) CHECK(person->heard() == Lines{"general 4 message \"hola\" by ana"});
}

TEST_CASE_FIXTURE(Talk, "a repeat of a client_id is answered with the first message") {
  const Receipt first = ana.post("general", "hola", "id-1");
  stage.clock->pass(1000);
  const Receipt second = ana.post("general", "hola", "id-1");
  CHECK(second.duplicate);
  CHECK(second.seq == first.seq);
  CHECK(second.ts == first.ts);
  CHECK(post(ana, {"general", "other", "id-1", 0, {}}) == "conflict client_id");
  CHECK(post(ana, {"general", "hola", "id-1", 1, {}}) == "conflict client_id");
  CHECK(post(ana, {"general", "hola", "id-1", 0, Format::markdown}) == "conflict client_id");
  ana.must(verb::Edit{"general", first.seq, "edited"});
  CHECK(ana.post("general", "hola", "id-1").seq == first.seq);
  ana.must(verb::Delete{"general", first.seq});
  CHECK(ana.post("general", "hola", "id-1").duplicate);
  CHECK(post(ana, {"general", "edited", "id-1", 0, {}}) == "conflict client_id");
  CHECK(beto.post("general", "hola", "id-1").seq == 7);  // somebody else's
}

TEST_CASE_FIXTURE(Talk, "a repeat in the same turn is one message, and names people once") {
  const auto first = ana.ask(verb::Post{"general", "hola @beto", "id-1", 0, {}});
  const auto second = ana.ask(verb::Post{"general", "hola @beto", "id-1", 0, {}});
  const auto third = ana.ask(verb::Post{"general", "@caro", "id-1", 0, {}});
  stage.run();
  CHECK(get<Receipt>(ana.answer(first)).seq == 4);
  CHECK(get<Receipt>(ana.answer(second)).duplicate);
  CHECK(outcome(ana.answer(third)) == "conflict client_id");
  CHECK(beto.heard() == Lines{"general 4 message \"hola @beto\" by ana", "@me 1 mention of 4 in general by ana"});
  CHECK(caro.heard() == Lines{"general 4 message \"hola @beto\" by ana"});
}

TEST_CASE_FIXTURE(Talk, "what is no message is refused before anything is stored") {
  CHECK(post(ana, {"general", "", {}, 0, {}}) == "invalid text");
  CHECK(post(ana, {"general", " \n\t", {}, 0, {}}) == "invalid text");
  CHECK(post(ana, {"general", "\xff", {}, 0, {}}) == "invalid text");
  CHECK(post(ana, {"general", std::string(4001, 'x'), {}, 0, {}}) == "invalid text");
  std::string long_text;
  for (int i = 0; i < 4000; ++i) long_text += "ñ";
  CHECK(post(ana, {"general", long_text, {}, 0, {}}) == "ok");
  CHECK(post(ana, {"general", "x", std::string(65, 'x'), 0, {}}) == "invalid client_id");
  CHECK(post(ana, {"general", "x", {}, 99, {}}) == "invalid reply_to");
  CHECK(post(ana, {"general", "x", {}, -1, {}}) == "invalid reply_to");
  CHECK(post(ana, {"nowhere", "x", {}, 0, {}}) == "not_found");
  CHECK(post(ana, {"@server", "x", {}, 0, {}}) == "forbidden server_only");
  CHECK(post(ana, {"@me", "x", {}, 0, {}}) == "not_found");
}

TEST_CASE_FIXTURE(Talk, "unread and mentions are counted from the read marker on") {
  ana.post("general", "one @beto");
  ana.post("general", "two");
  beto.post("general", "mine");
  ana.post("general", "three @beto");
  RoomView view = get<RoomView>(beto.call(verb::GetRoom{"general"}));
  CHECK(view.unread == 3);
  CHECK(view.mentions == 2);
  beto.heard();
  CHECK(outcome(beto.call(verb::MarkRead{"general", 5})) == "ok");
  CHECK(beto.heard() == Lines{"@me 3 read of 5 in general by beto"});
  CHECK(outcome(beto.call(verb::MarkRead{"general", 2})) == "ok");  // it only grows
  CHECK(beto.heard().empty());
  view = get<RoomView>(beto.call(verb::GetRoom{"general"}));
  CHECK(view.read == 5);
  CHECK(view.unread == 1);
  CHECK(view.mentions == 1);
  CHECK(outcome(beto.call(verb::MarkRead{"general", 8})) == "invalid seq");
  CHECK(outcome(beto.call(verb::MarkRead{"general", -1})) == "invalid seq");
  const auto rooms = get<Rooms>(beto.call(verb::ListRooms{})).rooms;
  CHECK(rooms.at(0).unread == 1);
}

TEST_CASE_FIXTURE(Talk, "only its author edits a message; its author and moderators delete it") {
  const Seq seq = beto.post("general", "hola").seq;
  quiet();
  CHECK(outcome(ana.call(verb::Edit{"general", seq, "adios"})) == "forbidden author_only");
  CHECK(outcome(ana.call(verb::Delete{"general", seq})) == "forbidden author_only");
  CHECK(get<Receipt>(beto.call(verb::Edit{"general", seq, "adios"})).seq == 5);
  CHECK(ana.heard() == Lines{"general 5 edit of 4 \"adios\" by beto"});
  CHECK(outcome(beto.call(verb::Edit{"general", seq, " "})) == "invalid text");
  CHECK(outcome(beto.call(verb::Edit{"general", 1, "x"})) == "not_found");
  CHECK(outcome(beto.call(verb::Edit{"general", 99, "x"})) == "not_found");
  CHECK(outcome(beto.call(verb::Delete{"general", seq})) == "ok");
  CHECK(outcome(beto.call(verb::Delete{"general", seq})) == "not_found");
  CHECK(outcome(beto.call(verb::Edit{"general", seq, "x"})) == "not_found");
  const auto page = get<Page>(ana.call(verb::History{"general", {}, {}, {}, 50}));
  REQUIRE(page.entries.size() == 1);
  CHECK(page.entries[0].deleted);
  CHECK(page.entries[0].text.empty());
  CHECK(page.entries[0].user.name == "beto");
}

TEST_CASE_FIXTURE(Talk, "members react to a message and pin it") {
  const Seq seq = beto.post("general", "hola").seq;
  CHECK(outcome(ana.call(verb::React{"general", seq, "👍", true})) == "ok");
  CHECK(outcome(caro.call(verb::React{"general", seq, "👍", true})) == "ok");
  CHECK(outcome(caro.call(verb::React{"general", seq, "👍", false})) == "ok");
  CHECK(outcome(caro.call(verb::React{"general", seq, "", true})) == "invalid emoji");
  CHECK(outcome(caro.call(verb::React{"general", seq, std::string(65, 'x'), true})) == "invalid emoji");
  CHECK(outcome(caro.call(verb::React{"general", seq, "LGTM", true})) == "invalid emoji");
  CHECK(outcome(caro.call(verb::React{"general", seq, "LGTM", false})) == "invalid emoji");  // no way to write either
  CHECK(outcome(caro.call(verb::React{"general", seq, std::string(65, 'x'), false})) == "invalid emoji");
  CHECK(outcome(caro.call(verb::Pin{"general", seq, true})) == "ok");
  const auto page = get<Page>(ana.call(verb::History{"general", {}, {}, {}, 50}));
  REQUIRE(page.entries.size() == 1);
  CHECK(page.entries[0].pinned);
  REQUIRE(page.entries[0].reactions.size() == 1);
  CHECK(page.entries[0].reactions[0].users.size() == 1);
  Person dora(stage, "dora");
  CHECK(outcome(dora.call(verb::React{"general", seq, "👍", true})) == "forbidden member_only");
}

TEST_CASE_FIXTURE(Talk, "a reaction from before words were none can be taken back") {
  const Seq seq = ana.post("general", "hola").seq;
  NewEntry old;
  old.entry.room = "general";
  old.entry.type = EntryType::reaction;
  old.entry.user.id = beto.user().id;
  old.entry.target = seq;
  old.entry.word = "LGTM";
  old.entry.on = true;
  Batch batch;
  batch.entries = {old};
  REQUIRE(stage.store->commit(batch).ok());
  const auto reactions = [&] { return get<Page>(ana.call(verb::History{"general", {}, {}, {}, 50})).entries.back().reactions.size(); };
  CHECK(reactions() == 1);
  CHECK(outcome(beto.call(verb::React{"general", seq, "LGTM", true})) == "invalid emoji");
  CHECK(outcome(beto.call(verb::React{"general", seq, "ROTFL", false})) == "invalid emoji");
  CHECK(outcome(beto.call(verb::React{"general", seq, "LGTM", false})) == "ok");
  CHECK(reactions() == 0);
  stage.store->fail_reads(true);
  CHECK(outcome(beto.call(verb::React{"general", seq, "LGTM", false})) == "unavailable");
}

TEST_CASE_FIXTURE(Talk, "history is read in pages, both ways, within bounds (S0-07, S1-13)") {
  for (int i = 1; i <= 5; ++i) ana.post("general", std::to_string(i));  // seq 4 to 8
  const auto texts = [&](verb::History history) {
    std::string all;
    history.room = "general";
    for (const Entry& entry : get<Page>(beto.call(history)).entries) all += entry.text + " ";
    return all;
  };
  CHECK(texts({{}, {}, {}, {}, 2}) == "4 5 ");
  CHECK(texts({{}, 7, {}, {}, 2}) == "2 3 ");
  CHECK(texts({{}, {}, 5, {}, 2}) == "3 4 ");
  CHECK(outcome(beto.call(verb::History{"general", {}, {}, {}, 0})) == "invalid limit");
  CHECK(outcome(beto.call(verb::History{"general", {}, {}, {}, 501})) == "invalid limit");
  CHECK(outcome(beto.call(verb::History{"general", -1, {}, {}, 1})) == "invalid before");
  const auto raw = get<Page>(beto.call(verb::ReadEntries{"general", 2, 2}));
  CHECK(raw.entries.size() == 2);
  CHECK(raw.entries[0].seq == 3);
  CHECK(raw.more);
  CHECK(raw.head == 8);
  CHECK(raw.epoch == get<RoomView>(beto.call(verb::GetRoom{"general"})).epoch);
}

TEST_CASE("who writes too fast waits; a host's own do not") {
  Options options;
  options.limits.burst_messages = 2;
  options.limits.rate_messages = 60;
  Stage stage(std::move(options));
  Person ana(stage, sign_up(stage, "ana")), bot(stage, "bot");
  ana.join("general");
  bot.join("general");
  for (int i = 0; i < 2; ++i) ana.post("general", "x");
  const auto waits = ana.call(verb::Post{"general", "x", {}, 0, {}});
  CHECK(outcome(waits) == "rate_limited");
  CHECK(waits.error().retry_ms == 1000);
  stage.clock->pass(1000);
  CHECK(ana.post("general", "x").seq == 5);
  for (int i = 0; i < 9; ++i) bot.post("general", "x");
}

TEST_CASE_FIXTURE(Talk, "time that jumps back moves no entry before another") {
  const TimeMs first = ana.post("general", "one").ts;
  stage.clock->jump(-3'600'000);
  CHECK(ana.post("general", "two").ts == first);
  stage.clock->jump(3'600'001);
  CHECK(ana.post("general", "three").ts == first + 1);
}

TEST_CASE_FIXTURE(Talk, "a page that was read for somebody who was put out meanwhile is not given") {
  const auto executor = std::make_shared<HeldExecutor>();
  Options options;
  options.executor = executor;
  Stage slow(std::move(options));
  Person dora(slow, "dora"), elsa(slow, "elsa");
  dora.must(verb::CreateRoom{"Team", {}, {}, {}, {}});
  elsa.join("team");
  dora.post("team", "hola");
  const auto page = elsa.ask(verb::History{"team", {}, {}, {}, 50});
  const auto raw = elsa.ask(verb::ReadEntries{"team", 0, 50});
  const auto feed = elsa.ask(verb::ReadFeed{0, 50});
  slow.run();
  dora.must(verb::Kick{"team", "elsa"});
  executor->run_all();
  slow.run();
  CHECK(outcome(elsa.answer(page)) == "forbidden member_only");
  CHECK(outcome(elsa.answer(raw)) == "forbidden member_only");
  for (const Entry& entry : get<Feed>(elsa.answer(feed)).entries) CHECK(entry.room == "@server");
}

TEST_CASE("a text that was encoded twice goes in and comes out as it is (trap 22)") {
  Stage stage;
  Person ana(stage, "ana");
  ana.join("general");
  const std::string twice = "SofÃ\u00ada estÃ¡ aquÃ\u00ad âœ“ e\u0301 \u00e9";
  ana.heard();
  ana.post("general", twice);
  CHECK(ana.heard() == Lines{"general 2 message \"" + twice + "\" by ana"});
  CHECK(log_of(stage, "general").back().find(twice) != std::string::npos);
  CHECK(get<Page>(ana.call(verb::History{"general", {}, {}, {}, 50})).entries.back().text == twice);
}
