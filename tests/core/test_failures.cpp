#include <doctest/doctest.h>

#include <algorithm>

#include "core/stage.hpp"

using namespace workchat;
using namespace workchat::testing;

namespace {

/// "general" with two who listen, and a store that can fail.
struct Shaky {
  Stage stage;
  Person ana{stage, "ana"}, beto{stage, "beto"};
  Joined joined;

  Shaky() {
    joined = ana.join("general");
    beto.join("general");
    ana.heard();
    beto.heard();
  }
  std::string post(Person& person, const std::string& text, const std::string& client_id = {}) {
    return outcome(person.call(verb::Post{"general", text, client_id, 0, {}}));
  }
  void reopen() { stage.run_after(250); }
};

}  // namespace

TEST_CASE_FIXTURE(Shaky, "all posts of one turn are one commit") {
  const std::size_t before = stage.store->commits();
  for (int i = 0; i < 50; ++i) {
    ana.say("general", std::to_string(i));
    beto.say("general", std::to_string(i));
  }
  stage.run();
  CHECK(stage.store->commits() == before + 1);
  CHECK(ana.heard().size() == 100);
}

TEST_CASE_FIXTURE(Shaky, "a batch that is refused fails nobody but those whose part is refused") {
  const auto first = ana.ask(verb::Post{"general", "one", {}, 0, {}});
  const auto second = beto.ask(verb::Post{"general", "two", {}, 0, {}});
  const auto third = ana.ask(verb::MarkRead{"general", 1});
  stage.store->plan(Fault::refuse);  // the turn
  stage.store->plan(Fault::none);    // the first by itself
  stage.store->plan(Fault::refuse);  // the second by itself
  stage.run();
  CHECK(get<Receipt>(ana.answer(first)).seq == 3);
  CHECK(outcome(beto.answer(second)) == "internal");
  CHECK(outcome(ana.answer(third)) == "ok");
  CHECK(beto.heard() == Lines{"general 3 message \"one\" by ana"});
  CHECK(post(beto, "two") == "ok");
}

TEST_CASE("who is decided a second time is not counted twice") {
  Options options;
  options.limits.burst_messages = 2;
  Stage stage(std::move(options));
  Person ana(stage, sign_up(stage, "ana"));
  ana.join("general");
  const auto first = ana.ask(verb::Post{"general", "one", {}, 0, {}});
  const auto second = ana.ask(verb::Post{"general", "two", {}, 0, {}});
  stage.store->plan(Fault::refuse);
  stage.run();
  CHECK(outcome(ana.answer(first)) == "ok");
  CHECK(outcome(ana.answer(second)) == "ok");
  CHECK(outcome(ana.call(verb::Post{"general", "three", {}, 0, {}})) == "rate_limited");
}

TEST_CASE_FIXTURE(Shaky, "a full disk answers unavailable, and nothing has changed") {
  stage.store->plan(Fault::full);
  const auto post_ticket = ana.ask(verb::Post{"general", "one @beto", "id", 0, {}});
  const auto create = ana.ask(verb::CreateRoom{"Team", {}, {}, {}, {}});
  const auto leave = beto.ask(verb::Leave{"general"});
  const auto read = beto.ask(verb::GetRoom{"general"});
  stage.run();
  CHECK(outcome(ana.answer(post_ticket)) == "unavailable");
  CHECK(outcome(ana.answer(create)) == "unavailable");
  CHECK(outcome(beto.answer(leave)) == "unavailable");
  CHECK(get<RoomView>(beto.answer(read)).members == 2);
  CHECK(ana.heard().empty());
  CHECK(beto.heard().empty());
  CHECK(log_of(stage, "general").size() == 2);
  CHECK(outcome(ana.call(verb::GetRoom{"team"})) == "not_found");
  CHECK(ana.post("general", "one @beto", "id").seq == 3);  // there is room again
  CHECK(beto.heard().size() == 2);
}

TEST_CASE_FIXTURE(Shaky, "after an unknown outcome nothing is written until the store was opened anew") {
  stage.store->plan(Fault::lost);
  CHECK(post(ana, "one", "id-1") == "unavailable");
  CHECK(post(beto, "two") == "unavailable");
  CHECK(outcome(ana.call(verb::History{"general", {}, {}, {}, 50})) == "ok");
  CHECK(outcome(ana.call(verb::Typing{"general"})) == "ok");
  CHECK(beto.heard() == Lines{"general typing ana"});
  stage.store->plan_reopen_failures(2);
  reopen();
  CHECK(post(ana, "one", "id-1") == "unavailable");
  reopen();
  CHECK(post(ana, "one", "id-1") == "unavailable");
  reopen();
  CHECK(ana.post("general", "one", "id-1").seq == 3);
  CHECK(beto.heard() == Lines{"general 3 message \"one\" by ana"});
  CHECK(get<RoomView>(ana.call(verb::GetRoom{"general"})).epoch == joined.room.epoch);
  CHECK_FALSE(ana.ended());
}

TEST_CASE_FIXTURE(Shaky, "what was stored after all is told, in order, when that is known") {
  Person dora(stage, sign_up(stage, "dora"), true);
  ana.must(verb::CreateRoom{"Team", {}, {}, {}, {}});
  ana.join("team");
  dora.must(verb::Join{"team", {}, false, {}, 0});
  for (Person* person : {&ana, &beto, &dora}) person->heard();
  stage.store->plan(Fault::kept);
  ana.say("team", "one");
  ana.say("general", "two @beto");
  ana.say("team", "three");
  (void)ana.ask(verb::PostDirect{"dora", "four", {}});
  stage.run();
  reopen();
  const Lines all = dora.heard();
  REQUIRE(all.size() == 5);
  CHECK(all[0] == "+ at 1");  // the direct room, which is new to her
  CHECK(all[1] == "team 3 message \"one\" by ana");
  CHECK(all[2] == "team 4 message \"three\" by ana");
  CHECK(all[3].find("message \"four\" by ana") != std::string::npos);
  CHECK(all[4].substr(0, 20) == "@me 1 direct of 1 in");
  CHECK(beto.heard() == Lines{"general 3 message \"two @beto\" by ana", "@me 1 mention of 3 in general by ana"});
}

TEST_CASE_FIXTURE(Shaky, "a repeat after an unknown outcome finds what was stored") {
  stage.store->plan(Fault::kept);
  CHECK(post(ana, "one @beto", "id-1") == "unavailable");
  CHECK(beto.heard().empty());
  reopen();
  CHECK(beto.heard() == Lines{"general 3 message \"one @beto\" by ana", "@me 1 mention of 3 in general by ana"});
  const Receipt receipt = ana.post("general", "one @beto", "id-1");
  CHECK(receipt.duplicate);
  CHECK(receipt.seq == 3);
  CHECK(beto.heard().empty());
}

TEST_CASE_FIXTURE(Shaky, "what is in doubt is shown to nobody") {
  stage.store->plan(Fault::kept);
  CHECK(post(ana, "one @beto") == "unavailable");
  const Page raw = get<Page>(beto.call(verb::ReadEntries{"general", 0, 50}));
  CHECK(raw.entries.size() == 2);
  CHECK(raw.head == 2);
  CHECK(get<Page>(beto.call(verb::History{"general", {}, {}, {}, 50})).entries.empty());
  const Feed feed = get<Feed>(beto.call(verb::ReadFeed{0, 50}));
  CHECK(feed.entries.size() == 2);
  CHECK(feed.through == 2);
  reopen();
  CHECK(get<Page>(beto.call(verb::ReadEntries{"general", 0, 50})).entries.size() == 3);
}

TEST_CASE_FIXTURE(Shaky, "what was stored after all is not called refused") {
  Person dora(stage, "dora");
  stage.store->plan(Fault::kept);
  const auto join = dora.ask(verb::Join{"general", {}, false, {}, 0});
  const auto said = dora.ask(verb::Post{"general", "one", {}, 0, {}});  // by a member, when it was decided
  stage.run();
  CHECK(outcome(dora.answer(join)) == "unavailable");
  CHECK(outcome(dora.answer(said)) == "unavailable");
  reopen();
  CHECK(log_of(stage, "general").size() == 4);
}

TEST_CASE_FIXTURE(Shaky, "a kick that was stored after all ends the listening") {
  ana.must(verb::CreateRoom{"Team", {}, {}, {}, {}});
  ana.join("team");
  beto.join("team");
  ana.heard();
  beto.heard();
  stage.store->plan(Fault::kept);
  (void)ana.ask(verb::Kick{"team", "beto"});
  ana.say("team", "without him");
  stage.run();
  reopen();
  CHECK(beto.heard() == Lines{"team 3 member beto kicked by ana", "-team"});
  CHECK(ana.heard() == Lines{"team 3 member beto kicked by ana", "team leave beto 1",
                             "team 4 message \"without him\" by ana"});
  ana.post("team", "more");
  CHECK(beto.heard().empty());
  CHECK(get<RoomView>(ana.call(verb::GetRoom{"team"})).online == 1);
}

TEST_CASE_FIXTURE(Shaky, "a sign-out that was stored after all ends its sessions") {
  const SignedIn dora = sign_up(stage, "dora");
  Person listener(stage, dora);
  listener.join("general");
  ana.heard();
  listener.heard();
  stage.store->plan(Fault::kept);
  CHECK(outcome(stage.call(device(dora), verb::SignOut{})) == "unavailable");
  CHECK_FALSE(listener.ended());
  reopen();
  CHECK(listener.heard() == Lines{"-general", "end 4501"});
  stage.run_after(2000);
  CHECK(ana.heard() == Lines{"general leave dora 2"});
}

TEST_CASE_FIXTURE(Shaky, "a deletion that was stored after all ends the room and nothing else") {
  ana.must(verb::CreateRoom{"Team", {}, {}, {}, {}});
  beto.join("team");
  beto.must(verb::Join{"@server", {}, false, {}, 0});
  beto.heard();
  stage.store->plan(Fault::kept);
  CHECK(outcome(ana.call(verb::DeleteRoom{"team"})) == "unavailable");
  reopen();
  CHECK(beto.heard() == Lines{"-team", "@server 2 room_deleted Team in team public by ana"});
  CHECK_FALSE(beto.ended());
  CHECK(post(beto, "on we go") == "ok");
}

TEST_CASE_FIXTURE(Shaky, "what was lost changes epochs and ends all sessions with 4000") {
  ana.must(verb::CreateRoom{"Team", {}, {}, {}, {}});
  const std::string team = get<RoomView>(ana.call(verb::GetRoom{"team"})).epoch;
  const std::string own = get<RoomView>(ana.call(verb::GetRoom{"@me"})).epoch;
  const std::size_t kept = stage.store->commits();
  ana.post("general", "one @beto");
  ana.heard();
  beto.heard();
  stage.store->cut_power(kept);
  CHECK(outcome(ana.call(verb::ReadEntries{"general", 0, 50})) == "unavailable");
  CHECK(outcome(ana.call(verb::ReadFeed{0, 50})) == "unavailable");
  CHECK(post(ana, "two") == "unavailable");
  reopen();
  for (Person* person : {&ana, &beto}) {
    const Lines heard = person->heard();
    CHECK(heard.back() == "end 4000");
    for (const std::string& line : heard) CHECK(line.find("message") == std::string::npos);
  }
  Person again(stage, "ana");
  const Joined resumed = get<Joined>(again.call(verb::Join{"general", {}, true, joined.room.epoch, 3}));
  CHECK_FALSE(resumed.recovered);
  CHECK(resumed.room.epoch != joined.room.epoch);
  CHECK(resumed.room.head == 2);
  CHECK(get<RoomView>(again.call(verb::GetRoom{"team"})).epoch == team);  // it lost nothing
  CHECK(get<RoomView>(again.call(verb::GetRoom{"@me"})).epoch != own);
  CHECK(again.post("general", "three").seq == 3);
  CHECK(std::count(stage.log.begin(), stage.log.end(), "store_lost_entries") == 1);
}

TEST_CASE_FIXTURE(Shaky, "a loss is not forgotten when the store fails once more while it is noted") {
  const std::size_t kept = stage.store->commits();
  ana.post("general", "one");
  stage.store->cut_power(kept);
  CHECK(post(ana, "two") == "unavailable");
  stage.store->plan(Fault::full);
  reopen();
  CHECK_FALSE(ana.ended());
  CHECK(post(ana, "two") == "unavailable");
  reopen();
  ana.heard();
  CHECK(ana.ended());
  Person again(stage, "ana");
  CHECK(again.join("general").room.epoch != joined.room.epoch);
}

TEST_CASE_FIXTURE(Shaky, "a read that fails is answered, and fails nothing else") {
  stage.store->fail_reads(true);
  CHECK(outcome(ana.call(verb::History{"general", {}, {}, {}, 50})) == "unavailable");
  CHECK(outcome(ana.call(verb::ReadFeed{0, 50})) == "unavailable");
  CHECK(post(ana, "one") == "ok");
  CHECK(outcome(ana.call(verb::Edit{"general", 3, "two"})) == "unavailable");
  stage.store->fail_reads(false);
  CHECK(outcome(ana.call(verb::Edit{"general", 3, "two"})) == "ok");
}

TEST_CASE_FIXTURE(Shaky, "an engine that closes ends its sessions with 4000 and answers everything") {
  const auto late = ana.ask(verb::Post{"general", "the last words", {}, 0, {}});
  stage.engine().close();
  CHECK(outcome(ana.answer(late)) == "ok");
  CHECK(ana.heard() == Lines{"general 3 message \"the last words\" by ana", "-general", "end 4000"});
  CHECK_FALSE(stage.engine().submit({{}, verb::WhoAmI{}, {}}));
}
