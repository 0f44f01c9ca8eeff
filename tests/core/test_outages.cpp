#include <doctest/doctest.h>

#include <algorithm>

#include "core/rates.hpp"
#include "core/stage.hpp"

using namespace workchat;
using namespace workchat::testing;

namespace {

/// A chat whose store fails for a while, and who asks whether it does.
struct Outage {
  Stage stage;
  Person ana{stage, "ana"};

  Outage() { ana.join("general"); }
  std::string post(const std::string& text) {
    return outcome(ana.call(verb::Post{"general", text, {}, 0, {}}));
  }
  bool writable() { return stage.engine().writable(); }
  std::ptrdiff_t logged(const std::string& word) {
    return std::count(stage.log.begin(), stage.log.end(), word);
  }
};

}  // namespace

TEST_CASE_FIXTURE(Outage, "a full store is asked again by the engine itself, and said to be full once") {
  CHECK(writable());
  stage.store->plan(Fault::full, 5);
  CHECK(post("one") == "unavailable");
  CHECK(post("two") == "unavailable");
  CHECK_FALSE(writable());
  stage.run_after(250);
  stage.run_after(250);
  CHECK_FALSE(writable());
  stage.run_after(250);
  CHECK_FALSE(writable());
  stage.run_after(250);
  CHECK(writable());
  CHECK(logged("store_failed") == 1);
  CHECK(logged("store_recovered") == 1);
  CHECK(post("three") == "ok");
}

TEST_CASE_FIXTURE(Outage, "the first commit that goes well ends the outage, whoever asked for it") {
  stage.store->plan(Fault::full);
  CHECK(post("one") == "unavailable");
  CHECK_FALSE(writable());
  CHECK(post("one") == "ok");
  CHECK(writable());
  CHECK(logged("store_recovered") == 1);
}

TEST_CASE_FIXTURE(Outage, "an unknown outcome is not writable until the store was opened anew") {
  stage.store->plan(Fault::lost);
  stage.store->plan_reopen_failures(3);
  CHECK(post("one") == "unavailable");
  for (int i = 0; i < 3; ++i) {
    CHECK_FALSE(writable());
    stage.run_after(250);
  }
  CHECK_FALSE(writable());
  stage.run_after(250);
  CHECK(writable());
  CHECK(logged("store_failed") <= 2);  // the commit's failure and that of the reopening
  CHECK(logged("store_recovered") == 1);
}

TEST_CASE_FIXTURE(Outage, "what a store refuses is no outage") {
  stage.store->plan(Fault::refuse, 2);
  CHECK(post("one") == "internal");
  CHECK(writable());
}

TEST_CASE_FIXTURE(Outage, "outages that come and go fill no log") {
  for (int i = 0; i < 100; ++i) {
    stage.store->plan(Fault::full);
    CHECK(post("one") == "unavailable");
    stage.run_after(250);
  }
  CHECK(logged("store_failed") == 1);
  CHECK(logged("store_recovered") == 1);
  stage.run_after(60000);
  stage.store->plan(Fault::full);
  CHECK(post("one") == "unavailable");
  stage.run_after(250);
  CHECK(logged("store_failed") == 2);
  CHECK(logged("store_recovered") == 2);
}

TEST_CASE_FIXTURE(Outage, "reads that fail again and again are said once a minute") {
  stage.store->fail_reads(true);
  for (int i = 0; i < 50; ++i)
    CHECK(outcome(ana.call(verb::History{"general", {}, {}, {}, 50})) == "unavailable");
  CHECK(logged("store_read_failed") == 1);
  stage.run_after(60000);
  CHECK(outcome(ana.call(verb::History{"general", {}, {}, {}, 50})) == "unavailable");
  CHECK(logged("store_read_failed") == 2);
}

TEST_CASE("another text is said at once, the same one after a minute") {
  core::Saying saying;
  CHECK(saying.may_say("full", 1000));
  CHECK_FALSE(saying.may_say("full", 60999));
  CHECK(saying.may_say("full", 61000));
  CHECK(saying.may_say("broken", 61001));
  CHECK(saying.may_say("full", 61002));
}
