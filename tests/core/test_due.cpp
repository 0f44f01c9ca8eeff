#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <utility>

#include "core/stage.hpp"

using namespace workchat;
using namespace workchat::testing;

namespace {

constexpr TimeMs sweep_ms = 600000;

/// Takes its time.
class Slow final : public Policy {
 public:
  bool fast() const override { return true; }
  Status review(const RoomView&, const User&, Draft&) override {
    if (during) during();
    return Done{};
  }
  std::function<void()> during;
};

}  // namespace

TEST_CASE("a turn says in how many ms the next is due") {
  const auto slow = std::make_shared<Slow>();
  Options options;
  options.policies = {slow};
  Stage stage(std::move(options));
  Person ana(stage, "ana"), beto(stage, "beto");
  ana.join("general");
  beto.join("general");
  ana.heard();
  CHECK(stage.engine().turn() == sweep_ms);
  (void)beto.ask(verb::Unlisten{"general"});
  CHECK(stage.engine().turn() == 2000);
  stage.clock->pass(500);
  CHECK(stage.engine().turn() == 1500);
  stage.clock->jump(-60000);  // the wall clock has no part in it
  CHECK(stage.engine().turn() == 1500);
  CHECK(ana.heard().empty());
  stage.clock->pass(1500);
  CHECK(stage.engine().turn() == sweep_ms - 2000);
  CHECK(ana.heard() == Lines{"general leave beto 1"});

  // Due again before the turn itself is over.
  beto.join("general");
  slow->during = [&] { stage.clock->pass(2500); };
  (void)beto.ask(verb::Unlisten{"general"});
  ana.say("general", "hola");
  CHECK(stage.engine().turn() == 0);
  ana.heard();
  CHECK(stage.engine().turn() == sweep_ms - 4500);
  CHECK(ana.heard() == Lines{"general leave beto 1"});
}

TEST_CASE("a turn that leaves some for the next says that it is due at once") {
  Stage stage;
  const auto outbox = stage.engine().open_outbox({});
  Caller host;
  host.host_user = "ana";
  for (int i = 0; i < 65; ++i) REQUIRE(stage.engine().submit({host, verb::OpenSession{}, {outbox, 1}}));
  CHECK(stage.engine().turn() == 0);
  CHECK(stage.came_and_went.size() == 64);
  CHECK(stage.engine().turn() == sweep_ms);
  CHECK(stage.came_and_went.size() == 65);
}
