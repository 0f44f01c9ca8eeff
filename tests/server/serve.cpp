#include <workchat/workchat.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <memory>

#include "server/address.hpp"
#include "support/net_client.hpp"

using namespace workchat;

TEST_CASE("S3-14: addresses are read in both families") {
  CHECK(server::read_address("127.0.0.1:80").value().port() == 80);
  CHECK(server::read_address("[::1]:80").value().address().is_v6());
  CHECK(server::read_address(":80").value().address().is_unspecified());
  for (const char* bad :
       {"", "80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:80", "127.0.0.1:8 0"}) {
    CAPTURE(bad);
    const auto refused = server::read_address(bad);
    REQUIRE(!refused.ok());
    CHECK(refused.error().field == "address");
  }
}

TEST_CASE(
    "S3-14: every spelling of an address is the same peer, and an IPv6 customer is counted by its /64") {
  for (const char* spelling : {"192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1:80", "[::ffff:192.0.2.1]:80"}) {
    CAPTURE(spelling);
    const auto peer = server::read_peer(spelling);
    REQUIRE(peer);
    CHECK(peer->address == "192.0.2.1");
    CHECK(peer->address_key == "192.0.2.1");
  }
  const auto first = server::read_peer("2001:DB8:0:7::1");
  const auto second = server::read_peer("[2001:db8:0:7:ffff::]:443");
  const auto neighbour = server::read_peer("2001:db8:0:8::1");
  REQUIRE((first && second && neighbour));
  CHECK(first->address == "2001:db8:0:7::1");
  CHECK(first->address_key == "2001:db8:0:7::/64");
  CHECK(second->address_key == first->address_key);
  CHECK(neighbour->address_key != first->address_key);
  for (const char* junk : {"", "x", "[", "[]", ":", "::1%lo", "1.2.3.4.5", "256.1.1.1", "1.2.3.4 ", "\x9b"}) {
    CAPTURE(junk);
    CHECK_FALSE(server::read_peer(junk));
  }
}

TEST_CASE("An empty host listens for IPv4 as well, and a port that is taken is said to be") {
  Engine engine = Engine::open({}).value();
  Server server = serve(engine, ":0").value();
  testing::NetClient client(server.port());
  CHECK(client.ask("GET", "/healthz").status == 200);
  const auto second = serve(engine, "[::]:" + std::to_string(server.port()));
  REQUIRE(!second.ok());
  CHECK(second.error().code == Errc::unavailable);
  server.stop();
  server.stop();
}

namespace {

class LateClock final : public Clock {
 public:
  TimeMs now_ms() const override { return 1'700'000'000'000; }
  TimeMs monotonic_ms() const override { return now_; }
  void pass(TimeMs time) { now_ += time; }

 private:
  std::atomic<TimeMs> now_{1000};
};

}  // namespace

TEST_CASE("Who comes after a long silence has all the time that a request may take") {
  const auto clock = std::make_shared<LateClock>();
  Options options;
  options.clock = clock;
  Engine engine = Engine::open(std::move(options)).value();
  ServerOptions two;
  two.threads = 2;
  Server server = serve(engine, "127.0.0.1:0", two).value();
  clock->pass(3'600'000);
  testing::NetClient first(server.port());
  testing::NetClient second(server.port());
  // Each is answered by the thread of one that has said nothing yet, and has then looked at its deadline.
  testing::NetClient third(server.port());
  testing::NetClient fourth(server.port());
  for (testing::NetClient* client : {&third, &fourth, &first, &second}) {
    CHECK(client->ask("GET", "/healthz").status == 200);
  }
}
