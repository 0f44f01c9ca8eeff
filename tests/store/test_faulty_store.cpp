#include <doctest/doctest.h>

#include "support/faulty_store.hpp"
#include "support/store_fixture.hpp"

using namespace workchat;
using namespace workchat::testing;

namespace {

FaultyStore faulty() {
  FaultyStore made([] { return open_store("memory:").value(); });
  keep(made, first_batch());
  return made;
}

Seq head(FaultyStore& store) {
  return entries_of(store, "general").head;
}

}  // namespace

TEST_CASE("a store that is told to fail fails so often, and then goes on") {
  FaultyStore kept = faulty();
  kept.plan(Fault::refuse);
  kept.plan(Fault::full, 2);
  const Batch batch = batch_of({message("general", "u_ana", "text")});
  CHECK(kept.commit(batch).error().code == Errc::invalid);
  CHECK(kept.commit(batch).error().code == Errc::overloaded);
  CHECK(kept.commit(batch).error().code == Errc::overloaded);
  CHECK(head(kept) == 0);
  CHECK(kept.commit(batch).ok());
  CHECK(head(kept) == 1);
}

TEST_CASE("an unknown outcome is either, and stops the store until it is reopened") {
  FaultyStore kept = faulty();
  const Batch batch = batch_of({message("general", "u_ana", "text")});
  kept.plan(Fault::lost);
  CHECK(kept.commit(batch).error().code == Errc::unavailable);
  CHECK(kept.commit(batch).error().code == Errc::unavailable);
  kept.plan_reopen_failures(1);
  CHECK_FALSE(kept.reopen().ok());
  CHECK(kept.reopen().ok());
  CHECK(head(kept) == 0);
  kept.plan(Fault::kept);
  CHECK(kept.commit(batch).error().code == Errc::unavailable);
  CHECK_FALSE(kept.load().ok());
  CHECK(kept.reopen().ok());
  CHECK(head(kept) == 1);
}

TEST_CASE("a power cut takes the last commits") {
  FaultyStore kept = faulty();
  for (int i = 0; i < 5; ++i) keep(kept, {message("general", "u_ana", std::to_string(i))});
  CHECK(kept.commits() == 6);
  kept.cut_power(3);
  CHECK(kept.commit(Batch()).error().code == Errc::unavailable);
  REQUIRE(kept.reopen().ok());
  CHECK(texts(entries_of(kept, "general").entries) == std::vector<std::string>{"0", "1"});
  CHECK(keep(kept, {message("general", "u_ana", "again")})[0].seq == 3);
  kept.fail_reads(true);
  CHECK_FALSE(kept.entry("general", 1).ok());
  kept.fail_reads(false);
  CHECK(kept.entry("general", 1).ok());
}
