#include <doctest/doctest.h>

#include "core/stage.hpp"
#include "support/temporary_folder.hpp"

using namespace workchat;
using namespace workchat::testing;

namespace {

/// The room "team": ana owns it, beto and caro are members, and all listen.
struct Team {
  Stage stage;
  Person ana{stage, "ana"}, beto{stage, "beto"}, caro{stage, "caro"};

  Team() {
    ana.must(verb::CreateRoom{"Team", {}, {}, {}, {}});
    for (Person* person : {&ana, &beto, &caro}) person->join("team");
    quiet();
  }
  void quiet() {
    for (Person* person : {&ana, &beto, &caro}) person->heard();
  }
  std::string roles() {
    std::string all;
    for (const RoomMember& member : get<RoomUsers>(ana.call(verb::ListRoomUsers{"team"})).members)
      all += member.user.name + ":" + std::string(name_of(member.role)) + " ";
    return all;
  }
};

}  // namespace

TEST_CASE("who joins becomes a member once, and the others are told (S0-06, S1-09, S4-06)") {
  Stage stage;
  Person ana(stage, "ana"), beto(stage, "beto");
  const Joined first = ana.join("general");
  CHECK(first.room.role == Role::member);
  CHECK(first.room.head == 1);
  CHECK(first.from == 1);
  CHECK(first.room.online == 1);
  CHECK(ana.heard() == Lines{"+ at 1"});
  const Joined other = beto.join("general");
  CHECK(other.users.size() == 2);
  CHECK(beto.heard() == Lines{"+ at 2"});
  CHECK(ana.heard() == Lines{"general 2 member beto joined by beto", "general join beto 2"});
  CHECK(beto.join("general").room.head == 2);
  CHECK(beto.heard() == Lines{"+ at 2"});
  CHECK(ana.heard().empty());
}

TEST_CASE_FIXTURE(Team, "the kicked one hears the member entry last, and the others go on") {
  const auto before = ana.ask(verb::Post{"team", "before", {}, 0, {}});
  const auto kick = ana.ask(verb::Kick{"team", "caro"});
  const auto refused = caro.ask(verb::Post{"team", "too late", {}, 0, {}});
  const auto after = beto.ask(verb::Post{"team", "after", {}, 0, {}});
  stage.run();
  CHECK(outcome(ana.answer(before)) == "ok");
  CHECK(outcome(ana.answer(kick)) == "ok");
  CHECK(outcome(caro.answer(refused)) == "forbidden member_only");
  CHECK(outcome(beto.answer(after)) == "ok");
  CHECK(caro.heard() == Lines{"team 4 message \"before\" by ana", "team 5 member caro kicked by ana", "-team"});
  CHECK(beto.heard() == Lines{"team 4 message \"before\" by ana", "team 5 member caro kicked by ana",
                              "team leave caro 2", "team 6 message \"after\" by beto"});
  CHECK(outcome(caro.call(verb::History{"team", {}, {}, {}, 50})) == "forbidden member_only");
  CHECK(outcome(caro.call(verb::Join{"team", {}, true, "e", 3})) == "forbidden member_only");
  CHECK(caro.join("team").room.head == 7);  // kicked is not banned
}

TEST_CASE_FIXTURE(Team, "a join, a kick and a join again in one turn leave a listener that hears on") {
  Person dora(stage, "dora");
  const auto first = dora.ask(verb::Join{"team", {}, false, {}, 0});
  ana.say("team", "one");
  (void)ana.ask(verb::Kick{"team", "dora"});
  ana.say("team", "two");
  const auto second = dora.ask(verb::Join{"team", {}, false, {}, 0});
  ana.say("team", "three");
  stage.run();
  CHECK(get<Joined>(dora.answer(first)).from == 4);
  CHECK(get<Joined>(dora.answer(second)).from == 8);
  CHECK(dora.heard() == Lines{"+ at 4", "team 5 message \"one\" by ana", "team 6 member dora kicked by ana", "-team",
                              "+ at 8", "team 9 message \"three\" by ana"});
}

TEST_CASE_FIXTURE(Team, "the banned one is out until the ban is lifted") {
  CHECK(outcome(beto.call(verb::Ban{"team", "caro", true})) == "forbidden moderators_only");
  CHECK(outcome(ana.call(verb::Ban{"team", "caro", true})) == "ok");
  CHECK(caro.heard() == Lines{"team 4 member caro banned by ana", "-team"});
  CHECK(outcome(caro.call(verb::Join{"team", {}, false, {}, 0})) == "forbidden banned");
  CHECK(outcome(ana.call(verb::SetMember{"team", "caro", Role::member})) == "conflict banned");
  CHECK(outcome(ana.call(verb::Ban{"team", "caro", true})) == "ok");  // so it is
  CHECK(outcome(ana.call(verb::Ban{"team", "caro", false})) == "ok");
  CHECK(caro.join("team").room.head == 6);
  Person dora(stage, "dora");
  CHECK(outcome(ana.call(verb::Ban{"team", "dora", true})) == "ok");  // before she ever came
  CHECK(outcome(dora.call(verb::Join{"team", {}, false, {}, 0})) == "forbidden banned");
}

TEST_CASE_FIXTURE(Team, "the invited one is told, may see the room, and joins past the lock") {
  Person dora(stage, "dora");
  ana.must(verb::ChangeRoom{"team", {}, {}, "secret", RoomKind::closed});
  CHECK(outcome(beto.call(verb::SetMember{"team", "dora", Role::member})) == "ok");
  CHECK(outcome(beto.call(verb::SetMember{"team", "dora", Role::member})) == "ok");
  CHECK(outcome(ana.call(verb::SetMember{"team", "nobody", Role::member})) == "not_found");
  CHECK(dora.heard() == Lines{"@me 1 invited in team by beto"});
  CHECK(get<RoomView>(dora.call(verb::GetRoom{"team"})).role == Role::invited);
  CHECK(dora.join("team").room.role == Role::member);
  Person elsa(stage, "elsa");
  ana.must(verb::SetMember{"team", "elsa", Role::member});
  CHECK(outcome(elsa.call(verb::Leave{"team"})) == "ok");  // declined
  CHECK(outcome(elsa.call(verb::GetRoom{"team"})) == "not_found");
}

TEST_CASE_FIXTURE(Team, "roles are the owners' to give, and a room keeps an owner") {
  CHECK(outcome(beto.call(verb::SetMember{"team", "caro", Role::moderator})) == "forbidden owner_only");
  CHECK(outcome(ana.call(verb::SetMember{"team", "beto", Role::moderator})) == "ok");
  CHECK(outcome(ana.call(verb::SetMember{"team", "beto", Role::none})) == "invalid role");
  CHECK(outcome(ana.call(verb::SetMember{"team", "beto", Role::invited})) == "invalid role");
  CHECK(outcome(ana.call(verb::SetMember{"team", "ana", Role::member})) == "forbidden last_owner");
  CHECK(outcome(beto.call(verb::Kick{"team", "ana"})) == "forbidden outranked");
  CHECK(outcome(beto.call(verb::Kick{"team", "caro"})) == "ok");
  CHECK(outcome(ana.call(verb::SetMember{"team", "beto", Role::owner})) == "ok");
  CHECK(outcome(ana.call(verb::SetMember{"team", "ana", Role::member})) == "ok");
  CHECK(roles() == "ana:member beto:owner ");
  CHECK(get<RoomView>(ana.call(verb::GetRoom{"team"})).owner.name == "beto");
}

TEST_CASE_FIXTURE(Team, "a room whose owner leaves goes to a moderator, else to the first of its members") {
  ana.must(verb::SetMember{"team", "caro", Role::moderator});
  quiet();
  CHECK(outcome(ana.call(verb::Leave{"team"})) == "ok");
  CHECK(caro.heard() == Lines{"team 5 member ana left by ana", "team leave ana 2", "team 6 member caro role"});
  CHECK(ana.heard() == Lines{"team 5 member ana left by ana", "-team"});
  CHECK(get<RoomView>(beto.call(verb::GetRoom{"team"})).owner.name == "caro");
  caro.must(verb::Leave{"team"});
  CHECK(get<RoomView>(beto.call(verb::GetRoom{"team"})).role == Role::owner);
  beto.must(verb::Leave{"team"});
  CHECK(get<RoomView>(beto.call(verb::GetRoom{"team"})).members == 0);
  CHECK(outcome(beto.call(verb::Leave{"team"})) == "forbidden member_only");
}

TEST_CASE_FIXTURE(Team, "the muted one reads and does not write, for as long as was said") {
  ana.must(verb::Mute{"team", "beto", true, 5000});
  CHECK(outcome(beto.call(verb::Post{"team", "x", {}, 0, {}})) == "forbidden muted");
  CHECK(outcome(beto.call(verb::React{"team", 1, "x", true})) == "not_found");  // no message there
  CHECK(outcome(beto.call(verb::History{"team", {}, {}, {}, 50})) == "ok");
  stage.clock->pass(5001);
  CHECK(outcome(beto.call(verb::Post{"team", "x", {}, 0, {}})) == "ok");
  ana.must(verb::Mute{"team", "beto", true, 0});
  stage.clock->pass(1'000'000'000);
  CHECK(outcome(beto.call(verb::Post{"team", "x", {}, 0, {}})) == "forbidden muted");
  ana.must(verb::Mute{"team", "beto", false, 0});
  CHECK(outcome(beto.call(verb::Post{"team", "x", {}, 0, {}})) == "ok");
  CHECK(outcome(ana.call(verb::Mute{"team", "beto", true, -1})) == "invalid for_ms");
  CHECK(outcome(ana.call(verb::Mute{"team", "beto", true, INT64_MAX})) == "invalid for_ms");
}

TEST_CASE("a password opens a locked room, and too many wrong ones wait (S4-02, S4-16)") {
  Options options;
  options.limits.burst_passwords = 2;
  Stage stage(std::move(options));
  Person ana(stage, "ana"), beto(stage, "beto");
  ana.must(verb::CreateRoom{"Team", {}, "secret", {}, {}});
  CHECK(outcome(beto.call(verb::Join{"team", {}, false, {}, 0})) == "wrong_password");
  CHECK(outcome(beto.call(verb::Join{"team", "wrong", false, {}, 0})) == "wrong_password");
  CHECK(outcome(beto.call(verb::Join{"team", "wrong", false, {}, 0})) == "wrong_password");
  CHECK(outcome(beto.call(verb::Join{"team", "secret", false, {}, 0})) == "rate_limited");
  stage.clock->pass(10'000);
  CHECK(beto.join("team", "secret").room.role == Role::member);
  CHECK(get<RoomView>(beto.call(verb::GetRoom{"team"})).locked);
}

TEST_CASE("the lock that counts is the one that is there when the password was checked") {
  const auto executor = std::make_shared<HeldExecutor>();
  Options options;
  options.executor = executor;
  Stage stage(std::move(options));
  Person ana(stage, "ana"), beto(stage, "beto");
  const auto made = ana.ask(verb::CreateRoom{"Team", {}, "first", {}, {}});
  stage.run();
  executor->run_all();
  stage.run();
  REQUIRE(outcome(ana.answer(made)) == "ok");
  const auto join = beto.ask(verb::Join{"team", "first", false, {}, 0});
  stage.run();
  const auto change = ana.ask(verb::ChangeRoom{"team", {}, {}, "second", {}});
  stage.run();
  executor->run_one(1);  // the change overtakes the join
  stage.run();
  CHECK(outcome(ana.answer(change)) == "ok");
  executor->run_all();
  stage.run();
  CHECK(outcome(beto.answer(join)) == "wrong_password");
}

TEST_CASE("who joins a locked room from two sessions at once has joined it once") {
  const auto executor = std::make_shared<HeldExecutor>();
  Options options;
  options.executor = executor;
  Stage stage(std::move(options));
  Person ana(stage, "ana"), beto(stage, "beto"), again(stage, "beto");
  const auto made = ana.ask(verb::CreateRoom{"Team", {}, "secret", {}, {}});
  stage.run();
  executor->run_all();
  stage.run();
  REQUIRE(outcome(ana.answer(made)) == "ok");
  const auto one = beto.ask(verb::Join{"team", "secret", false, {}, 0});
  const auto other = again.ask(verb::Join{"team", "secret", false, {}, 0});
  stage.run();
  executor->run_one();
  stage.run();
  ana.must(verb::SetMember{"team", "beto", Role::moderator});
  executor->run_all();
  stage.run();
  executor->run_all();
  stage.run();
  CHECK(outcome(beto.answer(one)) == "ok");
  CHECK(get<Joined>(again.answer(other)).room.role == Role::moderator);
  CHECK(log_of(stage, "team") == Lines{"team 1 member joined", "team 2 member joined", "team 3 member role"});
}

TEST_CASE("a user is in so many rooms at most") {
  Options options;
  options.limits.rooms_per_user = 2;
  Stage stage(std::move(options));
  Person ana(stage, "ana"), beto(stage, "beto");
  ana.join("general");
  ana.must(verb::CreateRoom{"Two", {}, {}, {}, {}});
  CHECK(outcome(ana.call(verb::CreateRoom{"Three", {}, {}, {}, {}})) == "forbidden rooms_per_user");
  beto.must(verb::CreateRoom{"Other", {}, {}, {}, {}});
  CHECK(outcome(ana.call(verb::Join{"other", {}, false, {}, 0})) == "forbidden rooms_per_user");
  // Nobody fills somebody else's places: invitations have as many of their own, and talks of two have none.
  CHECK(outcome(beto.call(verb::SetMember{"other", "ana", Role::member})) == "ok");
  CHECK(outcome(beto.call(verb::PostDirect{"ana", "hola", {}})) == "ok");
  CHECK(outcome(ana.call(verb::Leave{"general"})) == "ok");
  CHECK(outcome(ana.call(verb::Join{"general", {}, false, {}, 0})) == "ok");
  Person caro(stage, "caro");
  caro.must(verb::CreateRoom{"Third", {}, {}, {}, {}});
  caro.must(verb::SetMember{"third", "ana", Role::member});
  caro.must(verb::CreateRoom{"Fourth", {}, {}, {}, {}});
  CHECK(outcome(caro.call(verb::SetMember{"fourth", "ana", Role::member})) == "forbidden rooms_per_user");
}

TEST_CASE(
    "a public room that its owner was the last to leave stays, counts for the owner, and takes the owner "
    "back") {
  const TemporaryFolder folder;
  const auto open = [&folder] {
    Options options;
    options.limits.rooms_per_user = 2;
    options.store = open_store("sqlite:" + folder.path() + "?durability=off").value();
    return options;
  };
  const auto make = [](Person& person, const char* name) {
    return outcome(person.call(verb::CreateRoom{name, {}, {}, {}, {}}));
  };
  {
    Stage stage(open());
    Person ana(stage, "ana"), beto(stage, "beto");
    for (const char* name : {"One", "Two"}) {
      CHECK(make(ana, name) == "ok");
      ana.must(verb::Leave{name});
    }
    CHECK(make(ana, "Three") == "forbidden rooms_per_user");
    CHECK(outcome(ana.call(verb::Join{"general", {}, false, {}, 0})) == "forbidden rooms_per_user");
    CHECK(beto.join("one").room.role == Role::member);
    CHECK(outcome(beto.call(verb::DeleteRoom{"one"})) == "forbidden owner_only");
  }
  Stage stage(open());
  Person ana(stage, "ana"), beto(stage, "beto");
  CHECK(make(ana, "Three") == "forbidden rooms_per_user");
  CHECK(ana.join("one").room.role == Role::owner);
  CHECK(make(ana, "Three") == "forbidden rooms_per_user");
  // Where somebody is left, it goes to them.
  ana.must(verb::Leave{"one"});
  CHECK(get<RoomView>(beto.call(verb::GetRoom{"one"})).role == Role::owner);
  CHECK(make(ana, "Three") == "ok");
  ana.must(verb::DeleteRoom{"three"});
  CHECK(make(ana, "Three") == "ok");
  CHECK(make(ana, "Four") == "forbidden rooms_per_user");
}

TEST_CASE("what a failed turn would have made does not count against its maker") {
  Options options;
  options.limits.rooms_per_user = 1;
  Stage stage(std::move(options));
  Person ana(stage, "ana");
  const Verb make = verb::CreateRoom{"One", {}, {}, {}, {}};
  stage.store->plan(Fault::full);
  CHECK(outcome(ana.call(make)) == "unavailable");
  stage.run_after(1000);
  CHECK(outcome(ana.call(make)) == "ok");
  stage.store->plan(Fault::full);
  CHECK(outcome(ana.call(verb::DeleteRoom{"one"})) == "unavailable");
  stage.run_after(1000);
  CHECK(outcome(ana.call(verb::Join{"general", {}, false, {}, 0})) == "forbidden rooms_per_user");
  ana.must(verb::DeleteRoom{"one"});
  CHECK(outcome(ana.call(verb::Join{"general", {}, false, {}, 0})) == "ok");
}
