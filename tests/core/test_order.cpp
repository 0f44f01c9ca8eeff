#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/stage.hpp"

using namespace workchat;
using namespace workchat::testing;

namespace {

/// Looks at every message on the executor.
class SlowPolicy final : public Policy {
 public:
  bool fast() const override { return false; }
  Status review(const RoomView&, const User&, Draft& draft) override {
    if (draft.text == "bad") return Error{Errc::forbidden, "No.", "clean_talk", {}, 0};
    if (draft.text == "mumble") draft.text = "hm";
    if (draft.text == "@caro") draft.audience = "nobody in particular";
    return Done{};
  }
};

class FastPolicy final : public Policy {
 public:
  bool fast() const override { return true; }
  Status review(const RoomView& room, const User& author, Draft& draft) override {
    draft.text = author.name + " in " + room.id + ": " + draft.text;
    return Done{};
  }
};

struct Slow {
  std::shared_ptr<HeldExecutor> executor = std::make_shared<HeldExecutor>();
  Stage stage{options()};
  Person ana{stage, "ana"}, beto{stage, "beto"};

  Slow() {
    ana.join("general");
    beto.join("general");
    ana.heard();
    beto.heard();
  }
  Options options() {
    Options options;
    options.executor = executor;
    options.policies = {std::make_shared<SlowPolicy>()};
    return options;
  }
};

}  // namespace

TEST_CASE("a fast policy may change a message, and a repeat of what was sent is still one") {
  Options options;
  options.policies = {std::make_shared<FastPolicy>()};
  Stage stage(std::move(options));
  Person ana(stage, "ana");
  ana.join("general");
  CHECK(ana.post("general", "hola", "id").entry->text == "ana in general: hola");
  CHECK(ana.post("general", "hola", "id").duplicate);
}

TEST_CASE_FIXTURE(Slow, "a slow policy holds back later requests of the same session, and of no other") {
  const auto first = ana.ask(verb::Post{"general", "mumble", {}, 0, {}});
  const auto second = ana.ask(verb::Typing{"general"});
  const auto third = ana.ask(verb::Post{"general", "last", {}, 0, {}});
  const auto other = beto.ask(verb::MarkRead{"general", 2});
  stage.run();
  CHECK(executor->jobs.size() == 1);
  CHECK_FALSE(ana.answered(second));
  CHECK(outcome(beto.answer(other)) == "ok");
  executor->run_one();
  stage.run();
  CHECK(outcome(ana.answer(first)) == "ok");
  CHECK(outcome(ana.answer(second)) == "ok");
  CHECK_FALSE(ana.answered(third));  // on the executor itself, now
  executor->run_one();
  stage.run();
  CHECK(outcome(ana.answer(third)) == "ok");
  CHECK(beto.heard() == Lines{"@me 1 read of 2 in general by beto", "general 3 message \"hm\" by ana",
                              "general typing ana", "general 4 message \"last\" by ana"});
}

TEST_CASE_FIXTURE(Slow, "what a policy refuses is not stored, and what only one may see is hidden from the others") {
  const auto refused = ana.ask(verb::Post{"general", "bad", {}, 0, {}});
  stage.run();
  executor->run_all();
  stage.run();
  CHECK(outcome(ana.answer(refused)) == "forbidden clean_talk");
  const auto alone = ana.ask(verb::Post{"general", "@caro", {}, 0, {}});
  stage.run();
  executor->run_all();
  stage.run();
  CHECK(outcome(ana.answer(alone)) == "ok");
  const auto raw = beto.ask(verb::ReadEntries{"general", 2, 10});
  const auto page = beto.ask(verb::History{"general", {}, {}, {}, 50});
  stage.run();
  executor->run_all();
  stage.run();
  const auto entries = get<Page>(beto.answer(raw)).entries;
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].seq == 3);
  CHECK(entries[0].text.empty());
  CHECK(get<Page>(beto.answer(page)).entries.empty());
}

TEST_CASE_FIXTURE(Slow, "a right that is lost while a policy looks is lost") {
  ana.must(verb::CreateRoom{"Team", {}, {}, {}, {}});
  beto.join("team");
  const auto post = beto.ask(verb::Post{"team", "hola", {}, 0, {}});
  stage.run();
  ana.must(verb::Kick{"team", "beto"});
  executor->run_all();
  stage.run();
  CHECK(outcome(beto.answer(post)) == "forbidden member_only");
}

TEST_CASE_FIXTURE(Slow, "a room that ends while a policy looks has no other in its place") {
  for (const auto& instead : {verb::CreateRoom{"Team", {}, {}, {}, {}}, verb::CreateRoom{"Team", "other", {}, {}, {}}}) {
    ana.must(verb::CreateRoom{"Team", {}, {}, {}, {}});
    beto.join("team");
    const auto post = beto.ask(verb::Post{"team", "hola", {}, 0, {}});
    stage.run();
    ana.must(verb::DeleteRoom{"team"});
    const RoomId next = get<RoomView>(ana.call(instead)).id;
    executor->run_all();
    stage.run();
    CHECK(outcome(beto.answer(post)) == "not_found");
    ana.must(verb::DeleteRoom{next});
  }
}

TEST_CASE_FIXTURE(Slow, "frames of a session keep their order around a join with a password") {
  const auto made = ana.ask(verb::CreateRoom{"Locked", {}, "secret", {}, {}});
  stage.run();
  executor->run_all();
  stage.run();
  REQUIRE(outcome(ana.answer(made)) == "ok");
  const auto join = beto.ask(verb::Join{"locked", "secret", false, {}, 0});
  const auto read = beto.ask(verb::MarkRead{"locked", 2});  // needs to be a member
  const auto leave = beto.ask(verb::Leave{"locked"});
  stage.run();
  CHECK_FALSE(beto.answered(join));
  CHECK_FALSE(beto.answered(read));
  executor->run_all();
  stage.run();
  CHECK(outcome(beto.answer(join)) == "ok");
  CHECK(outcome(beto.answer(leave)) == "ok");
  CHECK(outcome(beto.answer(read)) != "forbidden member_only");
  const auto& order = beto.answers();
  CHECK(std::vector<std::uint64_t>(order.end() - 3, order.end()) == std::vector<std::uint64_t>{join, read, leave});
}

TEST_CASE_FIXTURE(Slow, "a session that ends while it waits answers all that it held back") {
  const SignedIn signed_in = come_as_guest(stage, "guest");
  Person guest(stage, signed_in);
  guest.join("general");
  const auto post = guest.ask(verb::Post{"general", "hola", {}, 0, {}});
  const auto held = guest.ask(verb::WhoAmI{});
  stage.run();
  CHECK(outcome(stage.call(device(signed_in), verb::SignOut{})) == "ok");
  CHECK(outcome(guest.answer(held)) == "closed");
  executor->run_all();
  stage.run();
  CHECK(outcome(guest.answer(post)) == "closed");
  CHECK(guest.ended());
  CHECK(log_of(stage, "general").size() == 3);
}

TEST_CASE_FIXTURE(Slow, "a session closes in its turn, however much waits before") {
  const auto post = ana.ask(verb::Post{"general", "hola", {}, 0, {}});
  stage.run();
  std::uint64_t last = 0;
  for (int i = 0; i < 1100; ++i) last = ana.ask(verb::WhoAmI{});
  const auto close = ana.ask(verb::CloseSession{});
  stage.run();
  CHECK(outcome(ana.answer(last)) == "overloaded");
  CHECK_FALSE(ana.ended());
  executor->run_all();
  stage.run();
  CHECK(outcome(ana.answer(post)) == "ok");
  CHECK(outcome(ana.answer(close)) == "ok");
  ana.heard();
  CHECK(ana.ended());
}

TEST_CASE_FIXTURE(Slow, "a full executor refuses, and holds nothing back") {
  executor->full = true;
  const auto post = ana.ask(verb::Post{"general", "hola", {}, 0, {}});
  const auto who = ana.ask(verb::WhoAmI{});
  stage.run();
  CHECK(outcome(ana.answer(post)) == "overloaded");
  CHECK(outcome(ana.answer(who)) == "ok");
}

TEST_CASE("more requests than one turn takes are all decided, in their order") {
  Options options;
  options.limits.turn = 16;
  options.limits.inbox = 100;
  Stage stage(std::move(options));
  Person ana(stage, "ana");
  ana.join("general");
  for (int i = 0; i < 100; ++i) ana.say("general", std::to_string(i));
  Caller caller;
  caller.session = ana.opened().session;
  CHECK_FALSE(stage.engine().submit({caller, verb::WhoAmI{}, {}}));  // the inbox is full
  stage.run();
  const Lines log = log_of(stage, "general");
  REQUIRE(log.size() == 101);
  CHECK(log[1] == "general 2 message \"0\"");
  CHECK(log[100] == "general 101 message \"99\"");
}

TEST_CASE("of many what finds no place stays with who asked, and a session ends all the same") {
  Options options;
  options.limits.inbox = 2;
  Stage stage(std::move(options));
  Person ana(stage, "ana");
  Caller caller;
  caller.session = ana.opened().session;
  std::vector<Request> many;
  for (const char* room : {"one", "two", "three", "four"}) many.push_back({caller, verb::GetRoom{room}, {}});
  many.push_back({caller, verb::CloseSession{}, {}});
  const auto reader = stage.engine().open_outbox({});
  stage.engine().submit(many, *reader);
  REQUIRE(many.size() == 2);
  CHECK(std::get<verb::GetRoom>(many[0].verb).room == "three");
  CHECK(std::get<verb::GetRoom>(many[1].verb).room == "four");
  stage.run();
  (void)ana.heard();
  CHECK(ana.ended());
}

TEST_CASE("whoever talks on waits for no crowd that comes, and each of the crowd is served in the order it asked") {
  Stage stage;
  Person ana(stage, "ana");
  ana.join("general");
  constexpr int many = 300;
  std::vector<std::unique_ptr<Person>> crowd;
  for (int i = 0; i < many; ++i) crowd.push_back(std::make_unique<Person>(stage, "p" + std::to_string(i)));
  std::vector<std::uint64_t> joins, posts;
  for (const auto& person : crowd) {
    joins.push_back(person->ask(verb::Join{"general", {}, false, {}, 0}));
    posts.push_back(person->ask(verb::Post{"general", "hola", {}, 0, {}}));
  }
  const std::uint64_t said = ana.ask(verb::Post{"general", "sigo", {}, 0, {}});
  stage.engine().turn();
  CHECK(ana.answered(said));
  CHECK(crowd.front()->answered(posts.front()));
  CHECK_FALSE(crowd.back()->answered(joins.back()));
  CHECK_FALSE(crowd.back()->answered(posts.back()));
  stage.run();
  for (int i = 0; i < many; ++i) {
    CAPTURE(i);
    CHECK(outcome(crowd[i]->answer(joins[i])) == "ok");
    CHECK(outcome(crowd[i]->answer(posts[i])) == "ok");
    CHECK(crowd[i]->answers().back() == posts[i]);
  }
}

TEST_CASE("who goes before its turn came, or is put out, takes what it asked with it") {
  Stage stage;
  Person ana(stage, "ana");
  std::vector<std::unique_ptr<Person>> crowd;
  for (int i = 0; i < 100; ++i) crowd.push_back(std::make_unique<Person>(stage, "p" + std::to_string(i)));
  for (const auto& person : crowd) person->ask(verb::Join{"general", {}, false, {}, 0});
  Person& last = *crowd.back();
  const std::uint64_t late = last.ask(verb::Post{"general", "tarde", {}, 0, {}});
  const std::uint64_t bye = last.ask(verb::CloseSession{});
  stage.run();
  CHECK(outcome(last.answer(late)) == "ok");
  CHECK(outcome(last.answer(bye)) == "ok");
  CHECK(last.ended());
}
