#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "core/stage.hpp"
#include "support/temporary_folder.hpp"

using namespace workchat;
using namespace workchat::testing;
using std::chrono::seconds;

namespace {

constexpr seconds patience{60};

/// An engine with threads of its own.
Engine threaded(Limits limits = {}, const std::string& store = "memory:", LogSink log = {}) {
  Options options;
  options.store = open_store(store).value();
  options.limits = limits;
  options.authentication = plain_authentication();
  options.log = std::move(log);
  return Engine::open(std::move(options)).value();
}

/// Does something before a job, once.
class Meddler final : public Executor {
 public:
  bool run(Job job) override {
    if (before) std::exchange(before, nullptr)();
    job();
    return true;
  }
  void stop() override {}
  std::function<void()> before;
};

/// The next message, whatever comes before it.
EventPtr next_message(Session& session) {
  while (EventPtr event = session.next(patience))
    if (event->message() || event->type == EventType::closed) return event;
  return nullptr;
}

}  // namespace

TEST_CASE("two sessions in one process talk (S2-02)") {
  Engine engine = threaded();
  Session ana = engine.connect({"ana", "Ana of the hills"}).value();
  Session beto = engine.connect({"beto"}).value();
  CHECK(ana.user().display_name == "Ana of the hills");
  Room here = ana.join("general").value();
  Room there = beto.join("general").value();
  const Receipt receipt = here.post("hola @beto").value();
  const EventPtr event = next_message(beto);
  REQUIRE(event);
  CHECK(event->message()->text == "hola @beto");
  CHECK(event->message()->seq == receipt.seq);
  const EventPtr told = beto.next(patience);
  REQUIRE(told);
  CHECK(told->entry->type == EntryType::mention);
  CHECK(there.history().value().entries.size() == 1);
  CHECK(there.users().value().online.size() == 2);
  CHECK(there.mark_read(receipt.seq).ok());
  CHECK(there.leave().ok());
  CHECK(there.post("gone").error().rule == "member_only");
  ana.close();
  EventPtr last;
  while (EventPtr each = ana.next(patience)) last = each;
  REQUIRE(last);
  CHECK(last->type == EventType::closed);
  CHECK(ana.closed());
  CHECK(here.post("x").error().code == Errc::closed);
}

TEST_CASE("a listener that fell far behind gets every entry once, in order") {
  Limits limits;
  limits.outbox = 4;
  Engine engine = threaded(limits);
  Session listener = engine.connect({"listener"}).value();
  listener.join("general").value();
  constexpr int writers = 3, messages = 300;
  std::vector<std::thread> threads;
  for (int writer = 0; writer < writers; ++writer)
    threads.emplace_back([&engine, writer] {
      Session session = engine.connect({"writer" + std::to_string(writer)}).value();
      Room room = session.join("general").value();
      for (int i = 0; i < messages; ++i) room.post(std::to_string(i)).value();
    });
  std::map<std::string, int> next;
  Seq seq = 1;
  for (int count = 0; count < writers * messages;) {
    const EventPtr event = listener.next(patience);
    REQUIRE(event);
    if (!event->entry || event->entry->room != "general") continue;
    CHECK(event->entry->seq == ++seq);
    if (!event->message()) continue;
    CHECK(event->message()->text == std::to_string(next[event->message()->user.name]++));
    ++count;
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_CASE("a session resumes where it was") {
  Engine engine = threaded();
  Session ana = engine.connect({"ana"}).value();
  Room room = ana.join("general").value();
  for (int i = 0; i < 300; ++i) room.post(std::to_string(i)).value();
  Session again = engine.connect({"ana"}).value();
  JoinOptions options;
  options.epoch = room.view().epoch;
  options.after = room.joined().from + 10;
  const Room resumed = again.join("general", options).value();
  CHECK(resumed.joined().recovered);
  for (int i = 10; i < 300; ++i) CHECK(next_message(again)->message()->text == std::to_string(i));
}

TEST_CASE("an entry that comes while a join waits for a read is given once") {
  const auto executor = std::make_shared<Meddler>();
  Options options;
  options.executor = executor;
  Stage stage(std::move(options));
  Session ana = stage.engine().connect({"ana"}).value();
  Session beto = stage.engine().connect({"beto"}).value();
  Room room = ana.join("general").value();
  beto.join("general").value();
  room.post("unread").value();
  while (beto.next(seconds(0))) continue;
  // The join needs a read first, for its unread count; a message comes in meanwhile.
  executor->before = [&] {
    Caller caller;
    caller.session = ana.key();
    REQUIRE(stage.engine().submit({caller, verb::Post{"general", "meanwhile", {}, 0, {}}, {}}));
  };
  const Room joined = beto.join("general").value();
  const EventPtr event = next_message(beto);
  REQUIRE(event);
  CHECK(event->message()->text == "meanwhile");
  CHECK(event->message()->seq == joined.joined().from);
}

TEST_CASE("close ends a session that waits, and the engine those that call") {
  Engine engine = threaded();
  Session ana = engine.connect({"ana"}).value();
  Session beto = engine.connect({"beto"}).value();
  auto waiting = std::async(std::launch::async, [&] { return ana.next(patience); });
  auto calling = std::async(std::launch::async, [&] {
    Result<Answer> answer = beto.call(verb::WhoAmI{});
    while (answer) answer = beto.call(verb::WhoAmI{});
    return answer.error().code;
  });
  auto asking = std::async(std::launch::async, [&] {
    Caller caller;
    caller.host_user = "caro";
    Result<Answer> answer = engine.call({caller, verb::WhoAmI{}, {}});
    while (answer) answer = engine.call({caller, verb::WhoAmI{}, {}});
    return answer.error().code;
  });
  ana.close();
  CHECK(waiting.get()->type == EventType::closed);
  engine.close();
  engine.close();
  CHECK(calling.get() == Errc::closed);
  const Errc asked = asking.get();
  CHECK(asked == Errc::closed);
  CHECK(beto.next(patience)->close == CloseReason::restart);
  CHECK_FALSE(engine.connect({"dora"}).ok());
}

TEST_CASE("the last handle of a session may go in its own wake hook") {
  for (const bool engine_too : {false, true}) {
    std::optional<Engine> engine = threaded();
    auto ana = std::make_unique<Session>(engine->connect({"ana"}).value());
    Session beto = engine->connect({"beto"}).value();
    Room room = beto.join("general").value();
    ana->join("general").value();
    std::promise<void> gone;
    std::atomic<bool> once{false};
    ana->on_wake([&] {
      if (once.exchange(true)) return;
      ana.reset();
      if (engine_too) engine.reset();
      gone.set_value();
    });
    CHECK(room.post("hola").ok());
    CHECK(gone.get_future().wait_for(patience) == std::future_status::ready);
    CHECK(room.post("and on").ok());
    while (room.users().value().online.size() > 1) (void)beto.next(patience);
  }
}

TEST_CASE("the last handle of all may go in a wake hook, on the loop's own thread") {
  std::promise<void> alone, gone;
  {
    Engine engine = threaded();
    const auto session = std::make_shared<std::optional<Session>>(engine.connect({"ana"}).value());
    const SessionKey key = (*session)->key();
    (*session)->on_wake([session, &alone, &gone] {
      if (!*session) return;
      alone.get_future().wait();
      session->reset();
      gone.set_value();
    });
    Caller caller;
    caller.session = key;
    REQUIRE(engine.submit({caller, verb::Join{"general", {}, false, {}, 0}, {}}));
  }
  alone.set_value();  // the session alone keeps the engine now
  CHECK(gone.get_future().wait_for(patience) == std::future_status::ready);
}

TEST_CASE("the last handle of an engine may go in a wake hook, on the loop's own thread") {
  std::promise<void> alone;
  const auto deleted = std::make_shared<std::promise<void>>();
  std::shared_ptr<void> goes_with_it(nullptr, [deleted](void*) { deleted->set_value(); });
  std::optional<Engine> engine = threaded({}, "memory:", [it = std::move(goes_with_it)](auto&&...) {});
  std::optional<Session> session;
  std::shared_ptr<Outbox> outbox;
  const auto go = [&] {
    alone.get_future().wait();
    session.reset();
    engine.reset();
  };
  Caller caller;
  caller.host_user = "ana";
  SUBCASE("of an outbox") {
    outbox = engine->open_outbox(go);
    REQUIRE(engine->submit({caller, verb::WhoAmI{}, {outbox, 1}}));
  }
  SUBCASE("of a session, after that session's own") {
    session = engine->connect({"ana"}).value();
    session->on_wake(go);
    caller = {};
    caller.session = session->key();
    REQUIRE(engine->submit({caller, verb::Join{"general", {}, false, {}, 0}, {}}));
  }
  alone.set_value();
  CHECK(deleted->get_future().wait_for(patience) == std::future_status::ready);
}

TEST_CASE("everything is there after a restart (S0-09, S0-11, S0-12, S1-12, S4-18)") {
  const TemporaryFolder folder;
  const std::string url = "sqlite:" + folder.path() + "/chat?durability=off";
  SignedIn signed_in;
  std::string epoch;
  const auto as = [](const SignedIn& who) { return device(who); };
  {
    Engine engine = threaded({}, url);
    signed_in = get<SignedIn>(engine.call({{}, verb::Register{"ana", "password", "Ana", "phone"}, {}}));
    Session bot = engine.connect({"bot"}).value();
    get<RoomView>(bot.call(verb::CreateRoom{"Team", {}, "secret", "tea", RoomKind::closed}));
    get<Done>(bot.call(verb::SetMember{"team", "ana", Role::member}));
    get<Joined>(engine.call({as(signed_in), verb::Join{"team", {}, false, {}, 0}, {}}));
    Room room = bot.join("team").value();
    epoch = room.view().epoch;
    room.post("hola @ana", {"id-1", 0, {}}).value();
    get<Done>(engine.call({as(signed_in), verb::MarkRead{"team", 3}, {}}));
    engine.close();
  }
  Engine engine = threaded({}, url);
  CHECK(get<User>(engine.call({as(signed_in), verb::WhoAmI{}, {}})).display_name == "Ana");
  const auto room = get<RoomView>(engine.call({as(signed_in), verb::GetRoom{"team"}, {}}));
  CHECK(room.epoch == epoch);
  CHECK(room.kind == RoomKind::closed);
  CHECK(room.locked);
  CHECK(room.topic == "tea");
  CHECK(room.role == Role::member);
  CHECK(room.read == 3);
  CHECK(room.unread == 1);
  CHECK(room.mentions == 1);
  CHECK(room.owner.name == "bot");
  Session bot = engine.connect({"bot"}).value();
  Room again = bot.join("team").value();
  CHECK(again.post("hola @ana", {"id-1", 0, {}}).value().duplicate);
  CHECK(again.history().value().entries.at(0).text == "hola @ana");
}
