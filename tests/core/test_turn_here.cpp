#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/threaded.hpp"
#include "support/temporary_folder.hpp"

using namespace workchat;
using namespace workchat::testing;

namespace {

/// In `general`, as often as the engine takes it: what was acknowledged.
std::vector<std::string> post_until_closed(Engine& engine, const std::string& name) {
  std::vector<std::string> acknowledged;
  auto session = engine.connect({name});
  if (!session) return acknowledged;
  auto room = session->join("general");
  for (int i = 0; room; ++i) {
    std::string text = name + " " + std::to_string(i);
    if (!room->post(text)) break;
    acknowledged.push_back(std::move(text));
  }
  return acknowledged;
}

/// So many talk at once, and the engine is closed under them: what was acknowledged.
std::set<std::string> talk_and_close(const std::string& store, int callers) {
  Engine engine = threaded(nullptr, store);
  Session look = engine.connect({"look"}).value();
  const auto head = [&] { return std::get<RoomView>(look.call(verb::GetRoom{"general"}).value().value).head; };
  const Seq enough = head() + 200;
  std::vector<std::vector<std::string>> each(static_cast<std::size_t>(callers));
  std::vector<std::thread> threads;
  for (std::vector<std::string>& of_one : each)
    threads.emplace_back([&, name = std::to_string(callers) + "-" + std::to_string(threads.size())] {
      of_one = post_until_closed(engine, name);
    });
  CHECK(soon([&] { return head() >= enough; }));
  engine.close();
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> acknowledged;
  for (const std::vector<std::string>& of_one : each) acknowledged.insert(of_one.begin(), of_one.end());
  return acknowledged;
}

std::set<std::string> messages_in(const std::string& store) {
  Engine engine = threaded(nullptr, store);
  Session reader = engine.connect({"reader"}).value();
  (void)reader.join("general");
  std::set<std::string> messages;
  for (Seq after = 0;;) {
    const auto page = std::get<Page>(reader.call(verb::ReadEntries{"general", after, 500}).value().value);
    if (page.entries.empty()) return messages;
    for (const Entry& entry : page.entries)
      if (entry.type == EntryType::message) messages.insert(entry.text);
    after = page.entries.back().seq;
  }
}

}  // namespace

TEST_CASE("who calls alone takes the turn itself, unless a hook could be called in it") {
  const auto watcher = std::make_shared<Watcher>();
  Engine engine = threaded(watcher);
  Session ana = engine.connect({"ana"}).value(), beto = engine.connect({"beto"}).value();
  Room general = ana.join("general").value();
  const auto posted_here = [&] {
    CHECK(general.post("hola").ok());
    return watcher->thread.load() == std::this_thread::get_id();
  };
  // Not while the loop's own thread is still in the turn before.
  const auto posted_here_soon = [&] { return soon(posted_here); };
  CHECK(posted_here_soon());
  beto.on_wake([] {});
  for (int i = 0; i < 50; ++i) CHECK_FALSE(posted_here());
  beto.on_wake({});
  CHECK(posted_here_soon());
  {
    const auto outbox = engine.open_outbox([] {});
    for (int i = 0; i < 50; ++i) CHECK_FALSE(posted_here());
  }
  CHECK(posted_here_soon());
}

TEST_CASE("what a caller's own turn makes due is done in time") {
  Options options;
  options.limits.presence_grace_ms = 20;
  Engine engine = threaded(std::move(options));
  Session ana = engine.connect({"ana"}).value(), beto = engine.connect({"beto"}).value();
  (void)ana.join("general");
  (void)beto.join("general");
  CHECK(beto.call(verb::Unlisten{"general"}).ok());
  // Nobody calls any more: the loop's own thread has to know.
  while (const EventPtr event = ana.next(std::chrono::seconds(60)))
    if (event->type == EventType::leave) return;
  FAIL("the end of the grace was not told");
}

TEST_CASE("the last handle may go in a turn that a call takes itself: the engine closes when the call is over") {
  const auto watcher = std::make_shared<Watcher>();
  std::optional<Engine> engine = threaded(watcher);
  const auto caller = std::this_thread::get_id();
  std::atomic<bool> may_go{false};
  const auto outbox = engine->open_outbox(
      [&] {
        if (may_go && std::this_thread::get_id() == caller) engine.reset();
      },
      Engine::WakeOn::any_thread);
  Caller ana;
  ana.host_user = "ana";
  REQUIRE(engine->submit({ana, verb::OpenSession{}, {outbox, 1}}));
  std::vector<Delivery> came;
  REQUIRE(soon([&] { return outbox->take(came), !came.empty(); }));
  ana = {};
  ana.session = get<SessionOpened>(*came.front().answer).session;
  (void)get<Joined>(engine->call({ana, verb::Join{"general", {}, false, {}, 0}, {}}));
  may_go = true;
  std::function<void()> ask;
  SUBCASE("of one request") {  // it hears what it says
    ask = [&] { (void)get<Receipt>(engine->call({ana, verb::Post{"general", "hola", {}, 0, {}}, {}})); };
  }
  SUBCASE("of many") {
    ask = [&] {
      std::vector<Request> requests{{ana, verb::WhoAmI{}, {outbox, 2}}};
      engine->submit(requests, *outbox);
    };
  }
  // Until it finds the loop idle.
  CHECK(soon([&] {
    outbox->take(came);
    ask();
    return !engine;
  }));
  CHECK(watcher.use_count() == 1);  // the engine is gone
}

TEST_CASE("where the host drives, the last handle may go in any call that takes a turn") {
  const auto watcher = std::make_shared<Watcher>();
  Options options;
  options.host_driven = true;
  options.policies = {watcher};
  std::optional<Engine> engine = threaded(std::move(options));
  std::optional<Session> ana = engine->connect({"ana"}).value();
  std::optional<Room> general = ana->join("general").value();
  ana->on_wake([&] {
    general.reset();
    ana.reset();
    engine.reset();
  });
  SUBCASE("a session's") { CHECK(ana->call(verb::WhoAmI{}).ok()); }
  SUBCASE("a session's join") { CHECK(ana->join("general").ok()); }
  SUBCASE("a room's") { CHECK(general->post("hola").ok()); }
  SUBCASE("a wait") {
    Caller caller;
    caller.session = ana->key();
    REQUIRE(engine->submit({caller, verb::Post{"general", "hola", {}, 0, {}}, {}}));
    CHECK(ana->next(std::chrono::milliseconds(0)));
  }
  SUBCASE("the engine's") {
    Caller caller;
    caller.host_user = "beto";
    REQUIRE(engine->submit({caller, verb::Join{"general", {}, false, {}, 0}, {}}));
    CHECK(engine->turn() >= 0);
  }
  SUBCASE("its end") { engine->close(); }
  CHECK_FALSE(engine);
  CHECK(watcher.use_count() == 1);
}

TEST_CASE("many threads call at once and the engine closes: each call returns, and what was acknowledged is stored") {
  const TemporaryFolder folder;
  const std::string store = "sqlite:" + folder.path() + "/chat?durability=off";
  std::set<std::string> acknowledged;
  for (int round = 0; round < 4; ++round) acknowledged.merge(talk_and_close(store, 1 + 2 * round));
  const std::set<std::string> stored = messages_in(store);
  CHECK(std::includes(stored.begin(), stored.end(), acknowledged.begin(), acknowledged.end()));
  CHECK(acknowledged.size() > 0);
}
