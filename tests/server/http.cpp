#include "server/live_server.hpp"

using namespace workchat;
using namespace workchat::testing;

TEST_CASE("S1-01 S1-05 S1-13: register, make a room, post and read back over REST") {
  LiveServer chat;
  NetClient client(chat.port());
  const auto registered =
      client.ask("POST", "/auth/register", R"({"username":"ana","password":"secret-enough"})");
  CHECK(registered.status == 201);
  CHECK(json_text(registered.body, "token_type") == "bearer");
  const std::string cookie = registered.headers.at("set-cookie");
  CHECK(cookie.find("session_id=") == 0);
  CHECK(cookie.find("; HttpOnly; SameSite=Lax; Path=/; Max-Age=") != std::string::npos);
  CHECK(cookie.find("Secure") == std::string::npos);

  const std::string auth = LiveServer::bearer(json_text(registered.body, "access_token"));
  CHECK(client.ask("POST", "/rooms", R"({"name":"Café","id":"cafe"})", auth).status == 201);
  const auto posted = client.ask("POST", "/rooms/cafe/messages", R"({"text":"hola","client_id":"c1"})", auth);
  CHECK(posted.status == 201);
  CHECK(json_text(posted.body, "text") == "hola");
  const auto again = client.ask("POST", "/rooms/cafe/messages", R"({"text":"hola","client_id":"c1"})", auth);
  CHECK(again.status == 200);
  CHECK(json_number(again.body, "seq") == json_number(posted.body, "seq"));
  CHECK(json_text(again.body, "text") == "hola");
  const auto page = client.ask("GET", "/rooms/cafe/messages?limit=10", {}, auth);
  CHECK(page.status == 200);
  CHECK(page.body.find("\"hola\"") != std::string::npos);
  CHECK(client.ask("GET", "/rooms/cafe/messages?limit=0", {}, auth).status == 422);
  CHECK(client.ask("GET", "/rooms/cafe/messages").status == 401);
  CHECK(client.ask("GET", "/rooms", {}, LiveServer::bearer("not.a.token")).status == 401);
}

TEST_CASE("Every answer carries the headers that keep a browser safe") {
  LiveServer chat;
  NetClient client(chat.port());
  for (const char* path : {"/", "/healthz", "/rooms", "/no/such/path"}) {
    const auto response = client.ask("GET", path);
    CAPTURE(path);
    CHECK(response.headers.at("x-content-type-options") == "nosniff");
    CHECK(response.headers.count("content-security-policy") == 1);
    CHECK(response.headers.count("referrer-policy") == 1);
    CHECK(response.headers.count("date") == 1);
    CHECK(response.headers.count("cache-control") == 1);
    CHECK(response.headers.count("server") == 0);
  }
  CHECK(client.ask("GET", "/rooms").headers.at("cache-control") == "no-store");
}

TEST_CASE("HEAD, OPTIONS and unknown methods get what RFC 9110 says") {
  LiveServer chat;
  NetClient client(chat.port());
  const auto head = client.ask("HEAD", "/healthz");
  CHECK(head.status == 200);
  CHECK(head.body.empty());
  CHECK(head.headers.at("content-length") != "0");
  CHECK(client.ask("OPTIONS", "*").status == 204);
  const auto options = client.ask("OPTIONS", "/rooms");
  CHECK(options.status == 204);
  CHECK(options.headers.at("allow").find("POST") != std::string::npos);
  const auto wrong = client.ask("DELETE", "/healthz");
  CHECK(wrong.status == 405);
  CHECK(wrong.headers.at("allow").find("GET") != std::string::npos);
  CHECK(client.ask("GET", "/nowhere").status == 404);
}

TEST_CASE("Pipelined requests are answered in their order") {
  LiveServer chat;
  NetClient client(chat.port());
  std::string burst;
  for (int i = 0; i < 500; ++i)
    burst += i % 2 ? "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n" : "GET /rooms HTTP/1.1\r\nHost: a\r\n\r\n";
  client.send(burst);
  for (int i = 0; i < 500; ++i) CHECK(client.response().status == (i % 2 ? 200 : 401));
}

TEST_CASE("A client that waits for 100 Continue gets it") {
  LiveServer chat;
  NetClient client(chat.port());
  client.send("POST /auth/guest HTTP/1.1\r\nHost: a\r\nContent-Length: 14\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.response().status == 100);
  client.send(R"({"name":"eva"})");
  CHECK(client.response().status == 200);
}

TEST_CASE("A refused request is answered before the connection closes, and the last bytes arrive") {
  LiveServer chat;
  NetClient client(chat.port());
  client.send("POST /rooms HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n" +
              std::string(300000, 'x'));
  const auto response = client.response();
  CHECK(response.status == 413);
  CHECK(response.headers.at("connection") == "close");
  client.end_sending();
  CHECK(client.closed());
}

TEST_CASE("A head that does not come in time is answered with 408") {
  Limits limits = LiveServer::free_limits();
  limits.head_timeout_ms = 100;
  LiveServer chat(limits);
  NetClient slow(chat.port());
  slow.send("GET / HTTP/1.1\r\nHost:");
  CHECK(slow.response().status == 408);
  NetClient silent(chat.port());
  CHECK(silent.closed());
}

TEST_CASE("A write with the cookie is refused where another site made the browser ask") {
  LiveServer chat;
  NetClient client(chat.port());
  const auto registered =
      client.ask("POST", "/auth/register", R"({"username":"ana","password":"secret-enough"})");
  const std::string cookie_line = registered.headers.at("set-cookie");
  const std::string cookie = "Cookie: a=b; " + cookie_line.substr(0, cookie_line.find(';')) + "\r\n";
  const std::string body = R"({"name":"one"})";
  CHECK(client.ask("GET", "/auth/me", {}, cookie + "Origin: http://evil.example\r\n").status == 200);
  CHECK(client.ask("POST", "/rooms", body, cookie + "Origin: http://evil.example\r\n").status == 403);
  CHECK(client.ask("POST", "/rooms", body, cookie + "Origin: null\r\n").status == 403);
  CHECK(client.ask("POST", "/rooms", body, cookie + "Sec-Fetch-Site: cross-site\r\n").status == 403);
  CHECK(client.ask("POST", "/rooms", body, cookie + "Origin: http://test\r\nSec-Fetch-Site: same-origin\r\n")
            .status == 201);
  CHECK(client.upgrade("/ws", cookie + "Origin: http://evil.example\r\n").status == 403);
  CHECK(client.ask("POST", "/auth/logout", {}, cookie).headers.at("set-cookie").find("Max-Age=0") !=
        std::string::npos);
  CHECK(client.ask("GET", "/auth/me", {}, cookie).status == 401);
}

TEST_CASE("More connections than one address may have are turned away") {
  Limits limits;
  limits.connections_per_address = 2;
  LiveServer chat(limits);
  NetClient first(chat.port());
  CHECK(first.ask("GET", "/healthz").status == 200);
  NetClient second(chat.port());
  CHECK(second.ask("GET", "/healthz").status == 200);
  NetClient third(chat.port());
  CHECK(third.closed());
}
