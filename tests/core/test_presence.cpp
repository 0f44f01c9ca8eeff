#include <doctest/doctest.h>

#include <memory>
#include <vector>

#include "core/stage.hpp"

using namespace workchat;
using namespace workchat::testing;

TEST_CASE("presence is told of a user's first and last session, after a grace of two seconds (S1-08, S1-16)") {
  Stage stage;
  Person ana(stage, "ana");
  ana.join("general");
  auto phone = std::make_unique<Person>(stage, "beto");
  auto desk = std::make_unique<Person>(stage, "beto");
  phone->join("general");
  ana.heard();
  desk->join("general");
  CHECK(ana.heard().empty());
  desk->close();
  stage.run_after(5000);
  CHECK(ana.heard().empty());
  phone->close();
  stage.run_after(1999);
  CHECK(ana.heard().empty());
  CHECK(get<RoomView>(ana.call(verb::GetRoom{"general"})).online == 2);
  stage.run_after(1);
  CHECK(ana.heard() == Lines{"general leave beto 1"});
}

TEST_CASE("who comes back within the grace was never away") {
  Stage stage;
  Person ana(stage, "ana");
  ana.join("general");
  Person first(stage, "beto");
  first.join("general");
  ana.heard();
  first.close();
  stage.run_after(1500);
  Person second(stage, "beto");
  second.join("general");
  stage.run_after(5000);
  CHECK(ana.heard().empty());
  CHECK(outcome(second.call(verb::Unlisten{"general"})) == "ok");
  CHECK(second.heard() == Lines{"+ at 2", "-general"});
  CHECK(ana.heard().empty());
  stage.run_after(2500);
  CHECK(ana.heard() == Lines{"general leave beto 1"});
}

TEST_CASE("a session that follows everything hears, and is not seen") {
  Stage stage;
  Person ana(stage, "ana");
  ana.join("general");
  const SignedIn beto = sign_up(stage, "beto");
  Person quiet(stage, beto, true);
  Person loud(stage, beto);
  ana.heard();
  CHECK(quiet.heard() == Lines{"+ at 0"});  // "@server"
  loud.join("general");
  CHECK(quiet.heard() == Lines{"+ at 1", "general 2 member beto joined by beto", "general join beto 2"});
  CHECK(ana.heard() == Lines{"general 2 member beto joined by beto", "general join beto 2"});
  ana.post("general", "hola @beto");
  CHECK(quiet.heard() == Lines{"general 3 message \"hola @beto\" by ana", "@me 1 mention of 3 in general by ana"});
  ana.must(verb::CreateRoom{"Team", {}, {}, {}, {}});
  CHECK(quiet.heard() == Lines{"@server 1 room_created Team in team public by ana"});
  ana.must(verb::PostDirect{"beto", "psst", {}});
  const Lines direct = quiet.heard();
  REQUIRE(direct.size() == 3);
  CHECK(direct[0] == "+ at 0");
  loud.close();
  stage.run_after(2000);
  CHECK(ana.heard().back() == "general leave beto 1");
}

TEST_CASE("a session that follows everything hears a room from where its user came in, within a turn as well") {
  Stage stage;
  Person ana(stage, "ana");
  ana.join("general");
  const SignedIn beto = sign_up(stage, "beto");
  Person loud(stage, beto);
  const auto quiet = stage.engine().open_outbox({});
  (void)stage.engine().submit({device(beto), verb::OpenSession{true}, {quiet, 1}});
  ana.say("general", "before");
  (void)loud.ask(verb::Join{"general", {}, false, {}, 0});
  stage.run();
  std::vector<Delivery> came;
  quiet->take(came);
  REQUIRE(came.size() == 5);  // "@server", the answer, general, beto's own entry, beto's presence
  CHECK(came[2].kind == Delivery::Kind::attach);
  CHECK(came[2].head == 2);
  CHECK(came[3].event->entry->seq == 3);
}

TEST_CASE("in a crowd only the number is told, now and then") {
  Options options;
  options.limits.presence_room = 3;
  Stage stage(std::move(options));
  std::vector<std::unique_ptr<Person>> people;
  for (int i = 0; i < 3; ++i) {
    people.push_back(std::make_unique<Person>(stage, "person" + std::to_string(i)));
    CHECK(people.back()->join("general").users.size() == people.size());
  }
  stage.clock->pass(5000);
  stage.run();
  people[0]->heard();
  for (int i = 3; i < 9; ++i) {
    people.push_back(std::make_unique<Person>(stage, "person" + std::to_string(i)));
    (void)people.back()->ask(verb::Join{"general", {}, false, {}, 0});
  }
  stage.run();
  const Lines heard = people[0]->heard();
  CHECK(heard.size() == 7);  // six member entries, one number
  CHECK(heard[1] == "general join 4");
  stage.run_after(1000);
  CHECK(people[0]->heard() == Lines{"general join 9"});
  CHECK(people[8]->join("general").users.empty());
  people[8]->close();
  stage.run_after(2000);
  CHECK(people[0]->heard() == Lines{"general leave 8"});
}

TEST_CASE("typing is told to who listens, and stored nowhere (S4-24)") {
  Stage stage;
  Person ana(stage, "ana"), beto(stage, "beto");
  ana.join("general");
  CHECK(outcome(beto.call(verb::Typing{"general"})) == "forbidden member_only");
  beto.join("general");
  ana.heard();
  const std::size_t commits = stage.store->commits();
  beto.must(verb::Typing{"general"});
  CHECK(ana.heard() == Lines{"general typing beto"});
  CHECK(stage.store->commits() == commits);
}

TEST_CASE("a user has so many sessions at most, unless the host vouches") {
  Options options;
  options.limits.connections_per_user = 2;
  Stage stage(std::move(options));
  const SignedIn ana = sign_up(stage, "ana");
  Person first(stage, ana), second(stage, ana);
  const auto outbox = stage.engine().open_outbox({});
  CHECK(outcome(stage.call(device(ana), verb::OpenSession{})) == "rate_limited");
  first.close();
  CHECK(outcome(stage.call(device(ana), verb::OpenSession{})) == "ok");
  Person one(stage, "bot"), two(stage, "bot"), three(stage, "bot");
  CHECK(three.user().id == one.user().id);
}

TEST_CASE("a session whose reader is gone, and cannot end it, ends by itself within ten minutes") {
  Stage stage;
  const auto outbox = stage.engine().open_outbox({});
  Caller ana;
  ana.host_user = "ana";
  REQUIRE(stage.engine().submit({ana, verb::OpenSession{}, {outbox, 1}}));
  stage.run();
  Person beto(stage, "beto");
  stage.run_after(600000);
  CHECK(stage.came_and_went.size() == 2);
  outbox->close();
  stage.run_after(600000);
  REQUIRE(stage.came_and_went.size() == 3);
  CHECK(stage.came_and_went.back().substr(0, 18) == "session_closed ana");
  CHECK_FALSE(beto.ended());
}

TEST_CASE("it ends too where the store does not take what the sweep would write") {
  Stage stage;
  const SignedIn guest = come_as_guest(stage, "carla");
  Person carla(stage, guest);
  const auto outbox = stage.engine().open_outbox({});
  REQUIRE(stage.engine().submit({device(guest), verb::OpenSession{}, {outbox, 1}}));
  stage.run();
  outbox->close();
  REQUIRE(stage.came_and_went.size() == 2);
  // A guest who is here for an hour is noted.
  stage.clock->pass(3600000);
  stage.store->plan(Fault::full);
  stage.run();
  CHECK_FALSE(stage.engine().writable());
  REQUIRE(stage.came_and_went.size() == 3);
  CHECK_FALSE(carla.ended());
}
