#include "server/send_ring.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include <string>
#include <thread>

#include "server/write_queue.hpp"

using namespace workchat;
using namespace workchat::server;

namespace {

/// Two ends of a connection; ours does not wait.
class Pair {
 public:
  Pair() {
    CHECK(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_) == 0);
    ::fcntl(ends_[0], F_SETFL, O_NONBLOCK);
    ::fcntl(ends_[1], F_SETFL, O_NONBLOCK);
  }
  ~Pair() {
    ::close(ends_[0]);
    leave();
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  int socket() const { return ends_[0]; }
  void leave() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }
  /// What has come at the other end.
  std::string heard() {
    std::string all;
    char bytes[4096];
    for (ssize_t count; (count = ::read(ends_[1], bytes, sizeof bytes)) > 0;)
      all.append(bytes, static_cast<std::size_t>(count));
    return all;
  }

  WriteQueue queue;
  void say(const std::string& text) { queue.push(std::make_shared<const std::string>(text), Urgency::event); }

 private:
  int ends_[2];
};

/// On a thread of its own, as in the server: the system interrupts a wait of the thread whose ring has gone.
template <typename Do>
void with_ring(std::size_t most, Do&& use) {
  std::thread([&] {
    SendRing ring;
    const auto error = ring.open(most);
    CHECK(ring.is_open() == !error);
    // What servers do where the system has no io_uring, or forbids it, other tests see with send_batch=1.
    if (error) MESSAGE("not tested: " << error.message());
    else use(ring);
  }).join();
}

}  // namespace

TEST_CASE("What waits for many sockets is sent together, to each its own, also for more than go into one call") {
  with_ring(2, [](SendRing& ring) {
    Pair pairs[5];
    for (int round = 0; round < 3; ++round) {
      for (int i = 0; i < 5; ++i) {
        for (int piece = 0; piece <= i; ++piece) pairs[i].say("<" + std::to_string(i) + std::to_string(piece) + ">");
        ring.add(pairs[i].socket(), pairs[i].queue);
      }
      ring.submit();
      CHECK(pairs[0].heard() == "<00>");
      CHECK(pairs[1].heard() == "<10><11>");
      CHECK(pairs[4].heard() == "<40><41><42><43><44>");
      for (const Pair& pair : pairs) CHECK(pair.queue.empty());
    }
    ring.add(pairs[0].socket(), pairs[0].queue);  // nothing waits
    ring.submit();
    CHECK(pairs[0].heard().empty());
  });
}

TEST_CASE("Of more pieces than go into one write the rest stays") {
  with_ring(256, [](SendRing& ring) {
    Pair pair;
    for (std::size_t i = 0; i < WriteQueue::most_gathered + 6; ++i) pair.say("x");
    ring.add(pair.socket(), pair.queue);
    ring.submit();
    CHECK(pair.heard() == std::string(WriteQueue::most_gathered, 'x'));
    CHECK(pair.queue.waiting() == 6);
  });
}

TEST_CASE("What a full socket does not take stays, in its order, and the ring waits for nobody") {
  with_ring(2, [](SendRing& ring) {
    Pair full, other;
    std::string all;
    while (all.size() < 4'000'000) all += std::to_string(all.size()) + " ";
    full.say(all.substr(0, 1'000'000));
    full.say(all.substr(1'000'000));
    std::string heard;
    for (int round = 0; !full.queue.empty() && round < 1000; ++round) {
      for (int again = 0; again < 2; ++again) {  // the second time it is full
        ring.add(full.socket(), full.queue);
        other.say("!");
        ring.add(other.socket(), other.queue);
        ring.submit();
        CHECK(other.queue.empty());
      }
      if (round == 0) CHECK(full.queue.waiting() > 0);
      heard += full.heard();
      CHECK(heard.size() + full.queue.waiting() == all.size());
    }
    CHECK(heard == all);
  });
}

TEST_CASE("A socket that has failed keeps what waits for it, and holds up nobody") {
  with_ring(256, [](SendRing& ring) {
    Pair gone, here;
    gone.say("nobody");
    here.say("somebody");
    gone.leave();
    ring.add(gone.socket(), gone.queue);
    ring.add(-1, gone.queue);
    ring.add(here.socket(), here.queue);
    ring.submit();
    CHECK(here.heard() == "somebody");
    CHECK(gone.queue.waiting() == 6);
    CHECK(gone.queue.write(*plain_stream(gone.socket())).state == IoState::failed);
  });
}
