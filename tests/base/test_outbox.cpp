#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include <workchat/outbox.hpp>

#include "base/pace.hpp"

using namespace workchat;

namespace {

Delivery delivery_of(Seq seq, Delivery::Kind kind = Delivery::Kind::event) {
  Entry entry;
  entry.seq = seq;
  Event event;
  event.entry = std::make_shared<const Entry>(std::move(entry));
  Delivery delivery;
  delivery.kind = kind;
  delivery.event = std::make_shared<const Event>(std::move(event));
  return delivery;
}

Delivery ephemeral_event() {
  Event event;
  event.type = EventType::typing;
  Delivery delivery;
  delivery.event = std::make_shared<const Event>(std::move(event));
  return delivery;
}

Delivery of_kind(Delivery::Kind kind) {
  Delivery delivery;
  delivery.kind = kind;
  return delivery;
}

}  // namespace

TEST_CASE("an outbox gives what was pushed, in order, after what its reader has already") {
  Outbox outbox(10, nullptr);
  for (Seq seq = 1; seq <= 3; ++seq) outbox.push(delivery_of(seq));
  std::vector<Delivery> out;
  CHECK_FALSE(outbox.take(out));
  outbox.push(delivery_of(4));
  CHECK_FALSE(outbox.take(out));
  REQUIRE(out.size() == 4);
  for (Seq seq = 1; seq <= 4; ++seq) CHECK(out[static_cast<std::size_t>(seq - 1)].event->entry->seq == seq);
}

TEST_CASE("a full outbox drops events and says so once when an entry was among them") {
  Outbox outbox(2, nullptr);
  outbox.push(ephemeral_event());
  outbox.push(delivery_of(1, Delivery::Kind::direct));
  std::vector<Delivery> out;

  SUBCASE("an ephemeral event is refused without a word") {
    outbox.push(ephemeral_event());
    CHECK_FALSE(outbox.take(out));
    CHECK(out.size() == 2);
  }
  SUBCASE("an entry for all is told of") {
    outbox.push(delivery_of(2));
    CHECK(outbox.take(out));
    CHECK(out.size() == 2);
    outbox.push(delivery_of(3));
    CHECK_FALSE(outbox.take(out));
  }
  SUBCASE("an entry for one session is told of") {
    outbox.push(delivery_of(2, Delivery::Kind::direct));
    CHECK(outbox.take(out));
    CHECK(out.size() == 2);
  }
  SUBCASE("answers, attach, detach and end always go in") {
    for (const auto kind :
         {Delivery::Kind::answer, Delivery::Kind::attach, Delivery::Kind::detach, Delivery::Kind::end})
      outbox.push(of_kind(kind));
    CHECK_FALSE(outbox.take(out));
    CHECK(out.size() == 6);
  }
}

TEST_CASE("a reader is woken once for what it has not taken yet") {
  int wakes = 0;
  Outbox outbox(1, [&] { ++wakes; });
  std::vector<Delivery> out;
  outbox.flush();
  CHECK(wakes == 0);
  outbox.push(delivery_of(1));
  CHECK(wakes == 0);
  outbox.flush();
  outbox.flush();
  CHECK(wakes == 1);
  outbox.push(delivery_of(2));
  outbox.flush();
  CHECK(wakes == 1);
  CHECK(outbox.take(out));
  outbox.push(delivery_of(3));
  outbox.flush();
  CHECK(wakes == 2);
  outbox.take(out);
  outbox.push(of_kind(Delivery::Kind::answer));
  outbox.take(out);
  outbox.flush();
  CHECK(wakes == 2);
}

TEST_CASE("an outbox without room for any event still tells that it dropped one") {
  int wakes = 0;
  Outbox outbox(0, [&] { ++wakes; });
  outbox.push(delivery_of(1));
  outbox.flush();
  CHECK(wakes == 1);
  std::vector<Delivery> out;
  CHECK(outbox.take(out));
}

TEST_CASE("no wake runs after close has returned") {
  std::atomic<bool> closed{false};
  std::atomic<bool> late{false};
  std::atomic<int> wakes{0};
  Outbox outbox(1000000, [&] {
    if (closed) late = true;
    ++wakes;
  });
  std::thread engine([&] {
    std::vector<Delivery> out;
    while (!closed) {
      outbox.push(delivery_of(1));
      outbox.flush();
      outbox.take(out);
      out.clear();
    }
    outbox.push(delivery_of(2));
    outbox.flush();
  });
  while (wakes < 100) std::this_thread::yield();
  outbox.close();
  closed = true;
  engine.join();
  CHECK_FALSE(late);
  std::vector<Delivery> out;
  outbox.take(out);
  CHECK_FALSE(out.empty());
}

TEST_CASE("a wake may flush and close its own outbox, and is the last one then") {
  int wakes = 0;
  Outbox* own = nullptr;
  Outbox outbox(10, [&] {
    if (++wakes > 1) return;
    std::vector<Delivery> out;
    own->take(out);
    own->push(delivery_of(2));
    own->flush();
    own->close();
  });
  own = &outbox;
  outbox.push(delivery_of(1));
  outbox.flush();
  CHECK(wakes == 2);
  std::vector<Delivery> out;
  outbox.take(out);
  outbox.push(delivery_of(3));
  outbox.flush();
  CHECK(wakes == 2);
}

TEST_CASE("one thread pushes and one takes, and nothing is lost or doubled") {
  constexpr Seq last = 20000;
  std::atomic<bool> woken{false};
  Outbox outbox(1 << 20, [&] { woken = true; });
  std::thread engine([&] {
    for (Seq seq = 1; seq <= last; ++seq) {
      outbox.push(delivery_of(seq));
      if (seq % 7 == 0 || seq == last) outbox.flush();
    }
  });
  Seq seen = 0;
  std::vector<Delivery> out;
  while (seen < last) {
    while (!woken.exchange(false)) std::this_thread::yield();
    outbox.take(out);
    for (const Delivery& delivery : out) REQUIRE(delivery.event->entry->seq == ++seen);
    out.clear();
  }
  engine.join();
}

TEST_CASE(
    "the pace is kept by a reader that settles: busy from an event told to the settling after its take") {
  const auto pace = std::make_shared<Pace>();
  Outbox outbox(10, nullptr, pace);
  std::vector<Delivery> out;
  const auto idle = [&] { return pace->awaited() == 0; };

  outbox.push(delivery_of(1));
  CHECK(idle());  // this reader has never settled: it is not waited for
  outbox.take(out);
  outbox.settle();
  CHECK(idle());

  outbox.push(of_kind(Delivery::Kind::answer));
  CHECK(idle());  // an answer is for one, and held up by nobody
  outbox.push(delivery_of(2));
  outbox.push(delivery_of(3));
  CHECK_FALSE(idle());
  outbox.settle();
  CHECK_FALSE(idle());  // nothing was taken
  outbox.take(out);
  CHECK_FALSE(idle());
  outbox.settle();
  CHECK(idle());

  outbox.push(delivery_of(4));
  CHECK_FALSE(idle());
  outbox.close();
  CHECK(idle());
  outbox.push(delivery_of(5));
  CHECK(idle());
  outbox.settle();  // whoever closes it may not be its reader
  outbox.push(delivery_of(6));
  CHECK(idle());
}

TEST_CASE("a reader that is waited for in vain is not waited for again before it settles; the others are") {
  using namespace std::chrono_literals;
  const auto pace = std::make_shared<Pace>();
  Outbox late(10, nullptr, pace), other(10, nullptr, pace);
  std::vector<Delivery> out;
  const auto tell = [&](Outbox& outbox) {
    outbox.push(delivery_of(1));
    outbox.take(out);
  };
  late.settle();
  other.settle();
  tell(late);
  CHECK(pace->awaited() == 1);
  pace->wait(0ms);
  CHECK(pace->awaited() == 0);
  tell(late);
  CHECK(pace->awaited() == 0);
  tell(other);
  CHECK(pace->awaited() == 1);
  CHECK_FALSE(late.last_to_settle());
  other.settle();
  CHECK(pace->awaited() == 0);
  CHECK(late.last_to_settle());
  late.settle();
  tell(late);
  CHECK(pace->awaited() == 1);
  pace->wait(0ms);
  tell(other);
  late.settle();  // the others are waited for all the same
  CHECK(pace->awaited() == 1);
  CHECK(other.last_to_settle());
  CHECK_FALSE(late.last_to_settle());
  tell(late);
  CHECK(pace->awaited() == 2);
  other.settle();
  late.settle();
  CHECK(pace->awaited() == 0);
}

TEST_CASE("a reader that was waited for in vain and settles while more comes is waited for again, once each time") {
  using namespace std::chrono_literals;
  const auto pace = std::make_shared<Pace>();
  Outbox late(10, nullptr, pace), other(10, nullptr, pace);
  std::vector<Delivery> out;
  late.settle();
  other.settle();
  late.push(delivery_of(1));
  for (int i = 0; i < 3; ++i) {
    pace->wait(0ms);
    late.take(out);
    late.push(delivery_of(2));
    CHECK(pace->awaited() == 0);
    late.settle();  // it has passed on the first, and has the second before it
    CHECK(pace->awaited() == 1);
    late.settle();
    CHECK(pace->awaited() == 1);
  }
  // Who hangs beside it costs its one wait.
  other.push(delivery_of(1));
  CHECK(pace->awaited() == 2);
  pace->wait(0ms);
  late.settle();
  CHECK(pace->awaited() == 1);
  pace->wait(0ms);
  CHECK(pace->awaited() == 0);
  late.take(out);
  late.settle();
  CHECK(pace->awaited() == 0);
  late.push(delivery_of(3));
  late.take(out);
  CHECK(pace->awaited() == 1);
  CHECK(late.last_to_settle());
  late.settle();
  CHECK(pace->awaited() == 0);
  other.take(out);
  other.settle();
  CHECK(pace->awaited() == 0);
}

TEST_CASE("a reader knows whether it is the last that has to settle") {
  const auto pace = std::make_shared<Pace>();
  Outbox one(10, nullptr, pace), other(10, nullptr, pace);
  std::vector<Delivery> out;
  one.settle();
  other.settle();
  CHECK(one.last_to_settle());
  one.push(delivery_of(1));
  CHECK_FALSE(one.last_to_settle());  // it has not taken all
  CHECK_FALSE(other.last_to_settle());
  one.take(out);
  CHECK(one.last_to_settle());
  other.push(delivery_of(1));
  other.take(out);
  CHECK_FALSE(one.last_to_settle());
  one.settle();
  CHECK(other.last_to_settle());
}

TEST_CASE("who waits for the pace goes on when the last of several readers settles") {
  using namespace std::chrono_literals;
  const auto pace = std::make_shared<Pace>();
  Outbox one(10, nullptr, pace), other(10, nullptr, pace);
  std::vector<Delivery> out;
  one.settle();
  other.settle();
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 1000; ++i) {  // who settles comes before the waiting, and into it
    for (Outbox* outbox : {&one, &other}) {
      outbox->push(delivery_of(1));
      outbox->take(out);
    }
    std::thread reader([&] {
      one.settle();
      other.settle();
    });
    pace->wait(1min);
    CHECK(pace->awaited() == 0);
    reader.join();
  }
  CHECK(std::chrono::steady_clock::now() - begun < 1min);
}

TEST_CASE("who waits for the pace goes on when it is stopped") {
  using namespace std::chrono_literals;
  for (int i = 0; i < 1000; ++i) {
    Pace pace;
    pace.begin();
    std::thread closing([&] { pace.stop(); });
    pace.wait(1h);
    closing.join();
  }
}
