#include <workchat/workchat.hpp>

#include <doctest/doctest.h>

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
