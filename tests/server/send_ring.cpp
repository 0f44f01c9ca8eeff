#include "server/send_ring.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
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

/// Of a TCP connection that its peer has reset.
int reset_socket() {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const at = reinterpret_cast<sockaddr*>(&address);
  CHECK(::bind(listener, at, size) == 0);
  CHECK(::listen(listener, 1) == 0);
  CHECK(::getsockname(listener, at, &size) == 0);
  const int peer = ::socket(AF_INET, SOCK_STREAM, 0);
  CHECK(::connect(peer, at, size) == 0);
  const int ours = ::accept(listener, nullptr, nullptr);
  const linger at_once{1, 0};
  ::setsockopt(peer, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(peer);
  ::close(listener);
  pollfd told{ours, POLLIN, 0};
  CHECK(::poll(&told, 1, 10'000) == 1);
  CHECK((told.revents & POLLERR) != 0);
  return ours;
}

/// On a thread of its own, as in the server: the system interrupts a wait of the thread whose ring has gone.
template <typename Do>
void with_ring(std::size_t most, Do&& use) {
  std::thread([&] {
    SendRing ring;
    const auto error = ring.open(most);
    CHECK(ring.is_open() == !error);
    if (error) MESSAGE("not tested here: " << error.message());
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

TEST_CASE("Of more pieces than go into one write the rest stays, and what finds no room goes in a call of its own") {
  with_ring(2, [](SendRing& ring) {
    Pair one, other;
    for (std::size_t i = 0; i < WriteQueue::most_gathered + 6; ++i) {
      one.say("x");
      other.say("y");
    }
    ring.add(one.socket(), one.queue);
    ring.add(other.socket(), other.queue);
    ring.submit();
    CHECK(one.heard() == std::string(WriteQueue::most_gathered, 'x'));
    CHECK(other.heard() == std::string(WriteQueue::most_gathered, 'y'));
    CHECK(one.queue.waiting() == 6);
    CHECK(other.queue.waiting() == 6);
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
    const int reset = reset_socket();
    Pair gone, here;
    WriteQueue to_reset;
    to_reset.push(std::make_shared<const std::string>("nobody"), Urgency::event);
    here.say("somebody");
    gone.say("nobody");
    ring.add(reset, to_reset);
    ring.add(-1, gone.queue);
    ring.add(here.socket(), here.queue);
    ring.submit();
    CHECK(here.heard() == "somebody");
    CHECK(gone.queue.waiting() == 6);
    CHECK(to_reset.waiting() == 6);
    // The system has told the ring of the reset, and does not tell of it twice: the socket is closed now.
    CHECK(to_reset.write(*plain_stream(reset)).state == IoState::failed);
    ::close(reset);
  });
}

TEST_CASE("Where the system takes nothing all stays, and the ring is of no more use") {
  with_ring(2, [](SendRing& ring) {
    Pair pair;
    pair.say("later");
    // Another thread than the one that opened it is refused.
    std::thread([&] {
      ring.add(pair.socket(), pair.queue);
      ring.submit();
    }).join();
    CHECK_FALSE(ring.is_open());
    CHECK(pair.queue.waiting() == 5);
    ring.add(pair.socket(), pair.queue);
    ring.submit();
    CHECK(pair.heard().empty());
    CHECK(pair.queue.write(*plain_stream(pair.socket())).state == IoState::done);
    CHECK(pair.heard() == "later");
  });
}

TEST_CASE("Where there is no ring nothing is sent") {
  SendRing ring;
  CHECK(ring.open(1'000'000));  // more than the system ever takes
  CHECK_FALSE(ring.is_open());
  Pair pair;
  pair.say("later");
  ring.add(pair.socket(), pair.queue);
  ring.submit();
  CHECK(pair.queue.waiting() == 5);
}
