#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/threaded.hpp"
#include "support/temporary_folder.hpp"

using namespace workchat;
using namespace workchat::testing;

namespace {

/// Lets all pass, on the executor.
class PassingPolicy final : public Policy {
 public:
  bool fast() const override { return false; }
  Status review(const RoomView&, const User&, Draft&) override { return Done{}; }
};

/// A thread that serves many asks for them, and hears the answers.
class Door {
 public:
  explicit Door(Engine engine) : engine_(std::move(engine)) {
    const auto wake = [this] { woken_on_ = std::this_thread::get_id(); };
    outbox_ = engine_.open_outbox(wake, Engine::WakeOn::any_thread);
  }
  ~Door() { outbox_->close(); }

  /// Asks for all in one, and is settled.
  void ask(const Caller& caller, const std::vector<Verb>& verbs) {
    std::vector<Request> many;
    for (const Verb& verb : verbs) many.push_back(request(caller, verb));
    engine_.submit(many, *outbox_);
  }
  /// For one, and is not.
  void ask_only(const Caller& caller, const Verb& verb) { CHECK(engine_.submit(request(caller, verb))); }
  /// True: all is answered.
  bool take() {
    std::vector<Delivery> told;
    outbox_->take(told);
    for (const Delivery& each : told) {
      if (each.kind == Delivery::Kind::event) ++events;
      if (each.kind != Delivery::Kind::answer) continue;
      answered.push_back(each.ticket);
      if (!*each.answer) ++refused;
    }
    return answered.size() == asked.size();
  }
  void wait() {
    (void)soon([this] { return take(); });
  }
  /// Asks for all in one, and waits until it is answered. True: it was before the call was over, on this thread.
  bool answers_here(const Caller& caller, const std::vector<Verb>& verbs) {
    woken_on_ = std::thread::id();
    ask(caller, verbs);
    const bool at_once = take() && woken_on_ == std::this_thread::get_id();
    wait();
    return at_once;
  }
  bool answers_here_soon(const Caller& caller, const std::vector<Verb>& verbs) {
    return soon([&] { return answers_here(caller, verbs); });
  }

  std::vector<std::uint64_t> asked;  ///< the tickets of all calls, and ...
  std::vector<std::uint64_t> answered;
  std::size_t events = 0;
  std::size_t refused = 0;

 private:
  Request request(const Caller& caller, const Verb& verb) {
    asked.push_back(++last_);
    return {caller, verb, {outbox_, last_}};
  }

  Engine engine_;
  std::atomic<std::thread::id> woken_on_{};
  std::shared_ptr<Outbox> outbox_;
  std::uint64_t last_ = 0;
};

}  // namespace

TEST_CASE("what stores nothing is answered to who asks for many before it goes on, on its own thread") {
  Engine engine = threaded(nullptr);
  const SignedIn ana = registered(engine);
  Door door(engine);
  CHECK(door.answers_here_soon(device(ana), {verb::GetRoom{"general"}, verb::WhoAmI{}}));
  CHECK(door.answers_here_soon(device(ana), {verb::OpenSession{}, verb::GetRoom{"nowhere"}}));
  Session beto = engine.connect({"beto"}).value();
  CHECK(door.answers_here_soon(device(ana), {verb::WhoAmI{}}));
  beto.on_wake([] {});  // promised the engine's thread
  for (int i = 0; i < 50; ++i) CHECK_FALSE(door.answers_here(device(ana), {verb::WhoAmI{}}));
  beto.on_wake({});
  CHECK(door.answers_here_soon(device(ana), {verb::WhoAmI{}}));
  CHECK(door.answered == door.asked);
}

TEST_CASE("a session joins its rooms again, and its logs, on the thread that asks; a new one is stored by the loop") {
  Engine engine = threaded(nullptr);
  const SignedIn ana = registered(engine);
  const RoomView general = get<RoomView>(engine.call({device(ana), verb::GetRoom{"general"}, {}}));
  Session beto = engine.connect({"beto"}).value();
  Caller session;
  session.session = beto.key();
  Door door(engine);
  const auto again = [](std::string room) { return verb::Join{std::move(room), {}, false, {}, 0}; };
  for (int i = 0; i < 20; ++i) {
    const RoomView room = get<RoomView>(engine.call({device(ana), verb::CreateRoom{"room " + std::to_string(i), {}, {}, {}}, {}}));
    CHECK(door.answers_here_soon(device(ana), {verb::WhoAmI{}}));  // the loop is idle
    CHECK_FALSE(door.answers_here(session, {again(room.id)}));
  }
  CHECK_FALSE(door.answers_here(session, {again("general")}));
  CHECK(door.answers_here_soon(session, {again("general"), again("@me"), again("@server")}));
  CHECK(door.answers_here_soon(session, {again("general@" + general.epoch)}));
}

TEST_CASE("a message that comes alone is decided where it was read, unless its commit waits for a disk") {
  const TemporaryFolder folder;
  const verb::Post post{"general", "hola", {}, 0, {}};
  for (const std::string& store : {std::string("memory:"), "sqlite:" + folder.path() + "/off?durability=off"}) {
    Engine engine = threaded(nullptr, store);
    Door door(engine);
    CHECK(door.answers_here_soon(device(registered(engine)), {post}));
  }
  for (const std::string durability : {"full", "normal"}) {
    Engine engine = threaded(nullptr, "sqlite:" + folder.path() + "/" + durability + "?durability=" + durability);
    const SignedIn ana = registered(engine);
    Door door(engine);
    for (int i = 0; i < 20; ++i) {
      CHECK(door.answers_here_soon(device(ana), {verb::WhoAmI{}}));  // the loop is idle
      CHECK_FALSE(door.answers_here(device(ana), {post}));
    }
  }
}

TEST_CASE("a commit that fails where the message was read is refused there, and the loop recovers") {
  FaultyStore* store = nullptr;
  Engine engine = threaded(store);
  const SignedIn ana = registered(engine);
  Door door(engine);
  const verb::Post post{"general", "hola", {}, 0, {}};
  CHECK(door.answers_here_soon(device(ana), {post}));
  for (const Fault fault : {Fault::full, Fault::lost}) {
    const bool refused_here_soon = soon([&] {
      CHECK(door.answers_here_soon(device(ana), {verb::WhoAmI{}}));  // the loop is idle
      door.refused = 0;
      store->plan(fault);
      const bool here = door.answers_here(device(ana), {post});
      CHECK(door.refused == 1);
      // Nobody asks any more: the loop's own thread opens the store again.
      REQUIRE(soon([&] { return engine.writable(); }));
      return here;
    });
    CHECK(refused_here_soon);
    CHECK(door.answers_here_soon(device(ana), {post}));
  }
}

TEST_CASE("messages that come one by one keep their order where a policy looks at each on the executor") {
  Engine engine = threaded(std::make_shared<PassingPolicy>());
  Session beto = engine.connect({"beto"}).value();
  (void)beto.join("general");
  Caller session;
  session.session = beto.key();
  Door door(engine);
  for (int i = 0; i < 200; ++i) {
    (void)door.take();
    door.ask(session, {verb::Post{"general", "hola", {}, 0, {}}});
  }
  door.wait();
  CHECK(door.answered == door.asked);
}

TEST_CASE("many of which one is stored go to the loop, in their order") {
  Engine engine = threaded(nullptr);
  const SignedIn ana = registered(engine);
  Door door(engine);
  const std::vector<Verb> verbs{verb::WhoAmI{}, verb::Post{"general", "hola", {}, 0, {}}, verb::WhoAmI{}};
  for (int i = 0; i < 50; ++i) CHECK_FALSE(door.answers_here(device(ana), verbs));
  CHECK(door.answered == door.asked);
}

TEST_CASE("what is asked after a post is decided after it, though nobody waited for its answer") {
  Engine engine = threaded(nullptr);
  const SignedIn ana = registered(engine);
  Door door(engine);
  for (int i = 0; i < 500; ++i) {
    (void)door.take();  // what waits for it would keep it from a turn
    door.ask(device(ana), {verb::Post{"general", "hola", {}, 0, {}}, verb::MarkRead{"general", 1}});
    door.ask(device(ana), {verb::WhoAmI{}});
  }
  door.wait();
  CHECK(door.answered == door.asked);
}

TEST_CASE("what is decided where it was read asks nothing of the store") {
  FaultyStore* store = nullptr;
  Engine engine = threaded(store);
  const SignedIn ana = registered(engine);
  Session beto = engine.connect({"beto"}).value();
  (void)beto.join("general");
  Caller session;
  session.session = beto.key();
  Door door(engine);
  const std::size_t commits = store->commits();
  CHECK(door.answers_here_soon(device(ana), {verb::OpenSession{}, verb::OpenSession{true}, verb::WhoAmI{}}));
  CHECK(door.answers_here_soon(session, {verb::Typing{"general"}, verb::GetRoom{"general"}, verb::Unlisten{"general"}}));
  (void)door.answers_here(session, {verb::ReadEntries{"general", 0, 10}, verb::History{"general", {}, 0, 10}});
  CHECK(door.answers_here_soon(session, {verb::Join{"general", {}, false, {}, 0}}));
  CHECK(door.answers_here_soon(session, {verb::CloseSession{}}));
  CHECK(store->commits() == commits);
}

TEST_CASE("the loop waits for who passes on a turn that another thread took, and then takes all there is") {
  FaultyStore* store = nullptr;
  const auto watcher = std::make_shared<Watcher>();
  Engine engine = threaded(store, 3600000, watcher);
  const SignedIn ana = registered(engine);
  Door door(engine);
  door.ask(device(ana), {verb::OpenSession{true}});  // hears what is said
  door.wait();
  const auto post_here = [&] {
    (void)door.take();
    door.ask(device(ana), {});
    door.ask_only(device(ana), verb::WhoAmI{});  // a turn of the loop's, with one request
    door.wait();
    REQUIRE(door.answers_here_soon(device(ana), {verb::WhoAmI{}}));  // the loop sleeps, and nobody is waited for
    REQUIRE(engine.call({device(ana), verb::Post{"general", "hola", {}, 0, {}}, {}}).ok());
    return watcher->thread.load() == std::this_thread::get_id();
  };
  for (int round = 0; round < 5; ++round) {
    REQUIRE(soon(post_here));
    const std::size_t commits = store->commits();
    for (int i = 0; i < 20; ++i) {
      door.ask_only(device(ana), verb::Post{"general", "and more", {}, 0, {}});
      for (int j = 0; j < 20; ++j) std::this_thread::yield();
    }
    CHECK_FALSE(door.take());
    door.ask(device(ana), {});
    door.wait();
    CHECK(store->commits() == commits + 1);
    door.ask(device(ana), {});
  }
  CHECK(door.events >= 5 * 21);
}

TEST_CASE("an engine closes while its loop waits for a reader that has not passed on what it was told") {
  FaultyStore* store = nullptr;
  Engine engine = threaded(store, 3600000);
  const SignedIn ana = registered(engine);
  Door door(engine);
  door.ask(device(ana), {verb::OpenSession{true}});
  door.wait();
  (void)door.take();
  door.ask(device(ana), {});
  REQUIRE(engine.call({device(ana), verb::Post{"general", "hola", {}, 0, {}}, {}}).ok());
  door.ask_only(device(ana), verb::WhoAmI{});
  for (int i = 0; i < 100; ++i) std::this_thread::yield();
  CHECK_FALSE(door.take());
  const auto begun = std::chrono::steady_clock::now();
  engine.close();
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::minutes(1));
  door.wait();
  CHECK(door.answered == door.asked);
}
