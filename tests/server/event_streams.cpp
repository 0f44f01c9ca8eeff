#include "server/live_server.hpp"

using namespace workchat;
using namespace workchat::testing;

namespace {

NetClient& open_stream(NetClient& client, const std::string& path, const std::string& token,
                       const std::string& headers = {}) {
  client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n" +
              LiveServer::bearer(token) + headers + "\r\n");
  const auto response = client.response();
  REQUIRE(response.status == 200);
  CHECK(response.headers.at("content-type").find("text/event-stream") == 0);
  CHECK(response.headers.at("x-accel-buffering") == "no");
  CHECK(client.until("\n\n") == "retry: 2000\n\n");
  return client;
}

// The next event of this type, whole.
std::string next_event(NetClient& client, const std::string& type) {
  for (;;) {
    const std::string event = client.until("\n\n");
    if (event.empty() || event.find("event: " + type + "\n") == 0) return event;
  }
}

std::string id_in(const std::string& event) {
  const std::size_t begin = event.find("\nid: ");
  return begin == std::string::npos ? "" : event.substr(begin + 5, event.find('\n', begin + 5) - begin - 5);
}

}  // namespace

TEST_CASE("S1-14 S1-15: notifications give what happens, and resume without a gap") {
  LiveServer chat;
  LiveGuest ana(chat, "ana", "/ws/chat/general");
  ana.next_text("\"joined\"");
  std::string last;
  {
    NetClient stream(chat.port());
    open_stream(stream, "/notifications", ana.token);
    ana.text(R"({"type":"message","room":"general","text":"one"})");
    const std::string event = next_event(stream, "message");
    CHECK(event.find("\"one\"") != std::string::npos);
    last = id_in(event);
    CHECK(last.find('-') != std::string::npos);
  }
  ana.text(R"({"type":"message","room":"general","text":"two"})");
  ana.next_text("\"two\"");
  NetClient again(chat.port());
  open_stream(again, "/notifications", ana.token, "Last-Event-ID: " + last + "\r\n");
  CHECK(next_event(again, "message").find("\"two\"") != std::string::npos);
  ana.text(R"({"type":"message","room":"general","text":"three"})");
  CHECK(next_event(again, "message").find("\"three\"") != std::string::npos);
}

TEST_CASE("S1-17: a new public room is told to everybody who follows") {
  LiveServer chat;
  const std::string token = chat.token("ana");
  NetClient stream(chat.port());
  open_stream(stream, "/notifications", token);
  NetClient(chat.port()).ask("POST", "/rooms", R"({"name":"new"})", LiveServer::bearer(chat.token("beto")));
  CHECK(next_event(stream, "room_created").find("\"new\"") != std::string::npos);
}

TEST_CASE("An id of another store begins with a reset") {
  LiveServer chat;
  NetClient stream(chat.port());
  open_stream(stream, "/notifications?last_event_id=other-5", chat.token("ana"));
  CHECK(!next_event(stream, "reset").empty());
}

TEST_CASE("One room's stream has the seq as its id, and nobody joins by it") {
  LiveServer chat;
  const std::string stranger = chat.token("stranger");
  NetClient refused(chat.port());
  CHECK(refused
            .ask("GET", "/rooms/general/events", {},
                 LiveServer::bearer(stranger) + "Accept: text/event-stream\r\n")
            .status == 403);
  CHECK(refused
            .ask("GET", "/rooms/nowhere/events", {},
                 LiveServer::bearer(stranger) + "Accept: text/event-stream\r\n")
            .status == 404);

  LiveGuest ana(chat, "ana", "/ws/chat/general");
  ana.next_text("\"joined\"");
  for (const char* text : {"one", "two"}) {
    ana.text(std::string(R"({"type":"message","room":"general","text":")") + text + "\"}");
    ana.next_text(text);
  }
  NetClient stream(chat.port());
  open_stream(stream, "/rooms/general/events?after=0", ana.token);
  const std::string one = next_event(stream, "message");
  const std::string two = next_event(stream, "message");
  CHECK(one.find("\"one\"") != std::string::npos);
  CHECK(std::stoll(id_in(two)) == std::stoll(id_in(one)) + 1);
  ana.text(R"({"type":"message","room":"general","text":"three"})");
  CHECK(id_in(next_event(stream, "message")) == std::to_string(std::stoll(id_in(two)) + 1));
}

TEST_CASE("A comment keeps a silent stream alive") {
  Limits limits = LiveServer::free_limits();
  limits.sse_comment_ms = 100;
  LiveServer chat(limits);
  NetClient stream(chat.port());
  open_stream(stream, "/notifications", chat.token("ana"));
  CHECK(stream.until(": still here\n\n").find(": still here") != std::string::npos);
}
