#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "core/stage.hpp"
#include "support/temporary_folder.hpp"

using namespace workchat;
using namespace workchat::testing;

namespace {

/// Knows on which thread the last turn was.
class Watcher final : public Policy {
 public:
  bool fast() const override { return true; }
  Status review(const RoomView&, const User&, Draft&) override {
    thread = std::this_thread::get_id();
    return Done{};
  }
  std::atomic<std::thread::id> thread{};
};

class SlowPolicy final : public Policy {
 public:
  bool fast() const override { return false; }
  Status review(const RoomView&, const User&, Draft&) override { return Done{}; }
};

Engine threaded(Options options) {
  options.limits.rate = 0;
  options.authentication.emplace();
  options.authentication->passwords = plain_hasher();
  options.authentication->tokens = plain_signer();
  return Engine::open(std::move(options)).value();
}

Engine threaded(std::shared_ptr<Policy> policy, const std::string& store = "memory:") {
  Options options;
  options.store = open_store(store).value();
  if (policy) options.policies = {std::move(policy)};
  return threaded(std::move(options));
}

/// On a store that counts what it is asked to keep.
Engine threaded(FaultyStore*& store, TimeMs pace = 250, std::shared_ptr<Policy> policy = nullptr) {
  auto counting = std::make_unique<FaultyStore>([] { return open_store("memory:").value(); });
  store = counting.get();
  Options options;
  options.store = std::move(counting);
  options.limits.pace_ms = pace;
  if (policy) options.policies = {std::move(policy)};
  return threaded(std::move(options));
}

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
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!take() && std::chrono::steady_clock::now() < patience) std::this_thread::yield();
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
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!answers_here(caller, verbs))
      if (std::chrono::steady_clock::now() > patience) return false;
    return true;
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

SignedIn registered(Engine& engine) {
  const SignedIn ana = get<SignedIn>(engine.call({{}, verb::Register{"ana", "password", "Ana", "phone"}, {}}));
  get<Joined>(engine.call({device(ana), verb::Join{"general", {}, false, {}, 0}, {}}));
  return ana;
}

/// In `general`, as often as the engine takes it: how many were acknowledged.
int post_until_closed(Engine& engine, const std::string& name) {
  auto session = engine.connect({name});
  if (!session) return 0;
  auto room = session->join("general");
  int acknowledged = 0;
  while (room && room->post("hola").ok()) ++acknowledged;
  return acknowledged;
}

/// So many talk at once, and the engine is closed under them: how many messages were acknowledged.
int talk_and_close(const std::string& store, int callers) {
  Engine engine = threaded(nullptr, store);
  Session look = engine.connect({"look"}).value();
  const auto head = [&] { return std::get<RoomView>(look.call(verb::GetRoom{"general"}).value().value).head; };
  const Seq enough = head() + 200;
  std::atomic<int> acknowledged{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < callers; ++i)
    threads.emplace_back([&, i] { acknowledged += post_until_closed(engine, "person" + std::to_string(i)); });
  while (head() < enough) std::this_thread::yield();
  engine.close();
  for (std::thread& thread : threads) thread.join();
  return acknowledged;
}

int messages_in(const std::string& store) {
  Engine engine = threaded(nullptr, store);
  Session reader = engine.connect({"reader"}).value();
  (void)reader.join("general");
  int messages = 0;
  for (Seq after = 0;;) {
    const auto page = std::get<Page>(reader.call(verb::ReadEntries{"general", after, 500}).value().value);
    if (page.entries.empty()) return messages;
    for (const Entry& entry : page.entries) messages += entry.type == EntryType::message;
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
  const auto posted_here_soon = [&] {
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!posted_here())
      if (std::chrono::steady_clock::now() > patience) return false;
    return true;
  };
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
  options.authentication.emplace();
  options.authentication->passwords = plain_hasher();
  options.authentication->tokens = plain_signer();
  Engine engine = Engine::open(std::move(options)).value();
  Session ana = engine.connect({"ana"}).value(), beto = engine.connect({"beto"}).value();
  (void)ana.join("general");
  (void)beto.join("general");
  CHECK(beto.call(verb::Unlisten{"general"}).ok());
  // Nobody calls any more: the loop's own thread has to know.
  while (const EventPtr event = ana.next(std::chrono::seconds(60)))
    if (event->type == EventType::leave) return;
  FAIL("the end of the grace was not told");
}

TEST_CASE("many threads call at once and the engine closes: each call returns, and what was acknowledged is stored") {
  const TemporaryFolder folder;
  const std::string store = "sqlite:" + folder.path() + "/chat?durability=off";
  int acknowledged = 0;
  for (int round = 0; round < 4; ++round) acknowledged += talk_and_close(store, 1 + 2 * round);
  CHECK(messages_in(store) >= acknowledged);
  CHECK(acknowledged > 0);
}

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
    CHECK(door.answers_here_soon(device(ana), {verb::WhoAmI{}}));  // the loop is idle
    store->plan(fault);
    const bool here = door.answers_here(device(ana), {post});
    CHECK(door.refused == 1);
    CHECK((here || !engine.writable()));
    // Nobody asks any more: the loop's own thread opens the store again.
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!engine.writable() && std::chrono::steady_clock::now() < patience) std::this_thread::yield();
    CHECK(door.answers_here_soon(device(ana), {post}));
    door.refused = 0;
  }
}

TEST_CASE("messages that come one by one keep their order where a policy looks at each on the executor") {
  Engine engine = threaded(std::make_shared<SlowPolicy>());
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
    while (!post_here()) continue;
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
