#include "server/live_server.hpp"

#include <memory>
#include <vector>

#include "server/deflate.hpp"

using namespace workchat;
using namespace workchat::testing;

namespace {

// A test whose own client has to be quick cannot be one where each access is watched.
#if defined(__SANITIZE_THREAD__)
constexpr bool under_tsan = true;
#else
constexpr bool under_tsan = false;
#endif

// As many bytes as a text may have, nearly.
std::string turtles() {
  std::string text;
  while (text.size() < 15600) text += "\U0001F422";
  return text;
}

}  // namespace

TEST_CASE("S1-04: a bad token or handshake gets an HTTP answer and no socket") {
  LiveServer chat;
  const std::string token = chat.token("ana");
  CHECK(NetClient(chat.port()).upgrade("/ws").status == 401);
  CHECK(NetClient(chat.port()).upgrade("/ws?token=x").status == 401);
  CHECK(NetClient(chat.port()).upgrade("/ws/chat/nowhere?token=" + token).status == 404);
  CHECK(NetClient(chat.port()).ask("GET", "/ws?token=" + token).status == 426);
  NetClient old(chat.port());
  const auto refused = old.ask("GET", "/ws?token=" + token, {},
                               "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\n"
                               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
  CHECK(refused.status == 426);
  CHECK(refused.headers.at("sec-websocket-version") == "13");
  NetClient short_key(chat.port());
  CHECK(short_key
            .ask("GET", "/ws?token=" + token, {},
                 "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                 "Sec-WebSocket-Key: abc\r\n")
            .status == 400);
}

TEST_CASE("S1-03 S1-10 S1-11: two guests in a room hear each other, and the sender its own message once") {
  LiveServer chat;
  LiveGuest ana(chat, "ana");
  LiveGuest beto(chat, "beto", "/ws/chat/general");
  CHECK(!beto.next_text("\"joined\"").empty());
  ana.text(R"({"type":"join","room":"general","id":1})");
  const std::string joined = ana.next_text("\"joined\"");
  CHECK(json_number(joined, "id") == 1);
  CHECK(joined.find("\"messages\":[") != std::string::npos);
  ana.text(R"({"type":"message","room":"general","text":"hola","client_id":"m1","id":"two"})");
  CHECK(beto.next_text("\"hola\"").find("\"client_id\":\"m1\"") != std::string::npos);
  std::string first = ana.next_text("\"seq\"");
  std::string second = ana.next_text("\"seq\"");
  const bool ok_first = first.find("\"ok\"") != std::string::npos;
  const std::string& ok = ok_first ? first : second;
  CHECK(json_text(ok, "id") == "two");
  CHECK((ok_first ? second : first).find("\"hola\"") != std::string::npos);
  ana.text(R"({"type":"ping","id":9})");
  CHECK(ana.next_text("\"").find("\"pong\"") != std::string::npos);
}

TEST_CASE("S0-07: a resume gives exactly what was missed, and then what is new") {
  LiveServer chat;
  LiveGuest ana(chat, "ana");
  ana.text(R"({"type":"join","room":"general","id":1})");
  const std::string joined = ana.next_text("\"joined\"");
  const std::string epoch = json_text(joined, "epoch");
  std::int64_t after = json_number(joined, "head");
  for (int i = 0; i < 1200; ++i) {
    ana.text(R"({"type":"message","room":"general","text":"m)" + std::to_string(i) + "\"}");
  }
  ana.next_text("\"m1199\"");

  LiveGuest again(chat, "beto");
  again.text(R"({"type":"join","room":"general","id":1,"history":0})");
  again.next_text("\"joined\"");
  again.text(R"({"type":"resume","id":7,"rooms":{"general":{"epoch":")" + epoch + R"(","after":)" +
             std::to_string(after) + "}}}");
  const std::string resumed = again.next_text("\"joined\"");
  CHECK(resumed.find("\"recovered\":true") != std::string::npos);
  CHECK(json_number(resumed, "id") == 7);
  ana.text(R"({"type":"message","room":"general","text":"last"})");
  for (;;) {
    const std::string entry = again.next_text("\"seq\":");
    REQUIRE(!entry.empty());
    CHECK(json_number(entry, "seq") == ++after);
    if (entry.find("\"last\"") != std::string::npos) break;
  }
}

TEST_CASE(
    "S0-07: all who come back to one place at once get the same, and nothing that was deleted meanwhile") {
  LiveServer chat;
  LiveGuest ana(chat, "ana");
  ana.text(R"({"type":"join","room":"general","id":1})");
  const std::string joined = ana.next_text("\"joined\"");
  const std::int64_t head = json_number(joined, "head");
  std::vector<std::unique_ptr<LiveGuest>> crowd;
  for (int i = 0; i < 20; ++i) {
    crowd.push_back(std::make_unique<LiveGuest>(chat, "p" + std::to_string(i)));
    crowd.back()->text(R"({"type":"join","room":"general","id":1,"history":0})");
    crowd.back()->next_text("\"joined\"");
    crowd.back()->text(R"({"type":"close","room":"general","id":2})");
    crowd.back()->next_text("\"id\":2");
  }
  const std::int64_t joins = head + 20;
  for (int i = 0; i < 700; ++i)
    ana.text(R"({"type":"message","room":"general","text":"m)" + std::to_string(i) + "\"}");
  ana.next_text("\"m699\"");
  const std::string resume = R"({"type":"resume","id":3,"rooms":{"general":{"epoch":")" +
                             json_text(joined, "epoch") + R"(","after":)" + std::to_string(head) + "}}}";
  const auto first = crowd.begin(), middle = first + 10;
  for (auto each = first; each != middle; ++each) (*each)->text(resume);
  std::string last;
  for (auto each = first; each != middle; ++each) {
    for (std::int64_t seq = head + 1; seq <= joins + 700; ++seq) {
      last = (*each)->next_text("\"seq\":");
      REQUIRE(json_number(last, "seq") == seq);
    }
    CHECK(last.find("\"m699\"") != std::string::npos);
  }
  ana.text(R"({"type":"delete","room":"general","seq":)" + std::to_string(joins + 1) + R"(,"id":9})");
  ana.next_text("\"id\":9");
  for (auto each = middle; each != crowd.end(); ++each) (*each)->text(resume);
  for (auto each = middle; each != crowd.end(); ++each) {
    for (std::int64_t seq = head + 1; seq <= joins + 701; ++seq) {
      const std::string entry = (*each)->next_text("\"seq\":");
      REQUIRE(json_number(entry, "seq") == seq);
      CHECK(entry.find("\"m0\"") == std::string::npos);
    }
  }
}

TEST_CASE("A resume from another epoch begins anew, and one answer names who refused") {
  LiveServer chat;
  LiveGuest ana(chat, "ana", "/ws/chat/general");
  ana.next_text("\"joined\"");
  ana.text(
      R"({"type":"resume","id":1,"rooms":{"general":{"epoch":"other","after":0},"nowhere":{"epoch":"x","after":0}}})");
  const std::string joined = ana.next_text("\"id\":1");
  CHECK(joined.find("\"joined\"") != std::string::npos);
  CHECK(joined.find("\"recovered\":false") != std::string::npos);
  const std::string ok = ana.next_text("\"id\":1");
  CHECK(ok.find(R"("ok","id":1,"result":{"refused":{"nowhere":{"code":"not_found","status":404,)") !=
        std::string::npos);
}

TEST_CASE("Frames that break the rules close the socket with the right code") {
  LiveServer chat;
  LiveGuest binary(chat, "a");
  CHECK(binary.frame("x", 2).close_code() == 1003);
  LiveGuest large(chat, "b");
  CHECK(large.frame(std::string(65537, 'x')).close_code() == 1009);
  LiveGuest broken(chat, "c");
  CHECK(broken.frame("\xff\xfe").close_code() == 1007);
  LiveGuest reserved(chat, "d");
  CHECK(reserved.frame("x", 1, true, 2).close_code() == 1002);
  LiveGuest polite(chat, "e");
  CHECK(polite
            .frame("\x03\xe8"
                   "bye",
                   8)
            .close_code() == 1000);
  CHECK(polite.closed());
}

TEST_CASE("What is no command is an error, and the socket stays") {
  LiveServer chat;
  LiveGuest ana(chat, "ana");
  for (const char* bad : {"nonsense", "[]", R"({"type":"unheard"})", R"({"type":"message","id":1})", "{}"}) {
    ana.text(bad);
    CHECK(!ana.next_text("\"error\"").empty());
  }
  ana.text(R"({"type":"message","room":"general","text":"/help","id":4})");
  CHECK(!ana.next_text("\"notice\"").empty());
  CHECK(ana.next_text("\"ok\"").find("\"id\":4") != std::string::npos);
  ana.text(R"({"type":"message","room":"general","text":"/nothing","id":5})");
  CHECK(json_text(ana.next_text("\"error\""), "code") == "unknown_command");
}

TEST_CASE("permessage-deflate is agreed on, understood and used") {
  LiveServer chat;
  const std::string offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
  LiveGuest ana(chat, "ana", "/ws/chat/general", offer);
  ana.next_text("\"joined\"");
  ana.frame(server::deflate_payload(R"({"type":"ping","id":1})"), 1, true, 4);
  CHECK(!ana.next_text("\"pong\"").empty());
  ana.text(R"({"type":"message","room":"general","text":")" + std::string(3000, 'a') + "\"}");
  NetClient::Frame frame;
  while (frame.opcode != -1 || frame.payload.empty()) {
    frame = ana.next_frame();
    if (frame.compressed) break;
    REQUIRE(frame.opcode != -1);
  }
  server::Inflater inflater;
  std::string json;
  const std::string bytes = frame.payload + std::string("\0\0\xff\xff", 4);
  CHECK(inflater.add(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), 65536, json) ==
        server::Inflater::State::good);
  CHECK(json.find(std::string(3000, 'a')) != std::string::npos);
}

TEST_CASE("A socket that shows no sign of life is closed with 4009") {
  Limits limits = LiveServer::free_limits();
  limits.heartbeat_ms = 1000;
  limits.heartbeat_grace_ms = 100;
  LiveServer chat(limits);
  LiveGuest ana(chat, "ana", "/ws/chat/general");
  const std::string heartbeat = ana.next_text("\"heartbeat\"");
  CHECK(heartbeat.find("\"general\":") != std::string::npos);
  CHECK(ana.close_code() == 4009);
}

TEST_CASE("A reader that is too slow is closed, and the others notice nothing") {
  Limits limits = LiveServer::free_limits();
  SUBCASE("many are written to in one call") {}
  SUBCASE("each is written to by itself") { limits.send_batch = 1; }
  limits.backlog = 65536;
  limits.heartbeat_ms = limits.heartbeat_grace_ms = 600'000;  // it reads its close only when all has been said
  LiveServer chat(limits);
  LiveGuest slow(chat, "slow", "/ws/chat/general");
  LiveGuest ana(chat, "ana", "/ws/chat/general");
  const std::string text = turtles();
  int heard = 0;
  for (int i = 0; i < 1000; ++i) {
    ana.text(R"({"type":"message","room":"general","text":")" + text + "\"}");
    if (!ana.next_text("\"message\"").empty()) ++heard;
  }
  CHECK(heard == 1000);
  CHECK(slow.close_code() == 4008);
}

TEST_CASE("The server's end closes sockets with 4000 and answers what is in work") {
  LiveServer chat;
  LiveGuest ana(chat, "ana", "/ws/chat/general");
  ana.next_text("\"joined\"");
  NetClient idle(chat.port());
  CHECK(idle.ask("GET", "/healthz").status == 200);
  std::thread stopping([&chat] { chat.server().stop(); });
  CHECK(ana.close_code() == 4000);
  CHECK(idle.closed());
  stopping.join();
  CHECK(NetClient(chat.port()).response().status == 0);
}

TEST_CASE("The end of the server does not wait for who never answers") {
  Limits limits = LiveServer::free_limits();
  limits.drain_ms = 200;
  limits.linger_ms = 100;
  LiveServer chat(limits);
  LiveGuest ana(chat, "ana");
  const auto begin = std::chrono::steady_clock::now();
  chat.server().stop();
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
}

TEST_CASE("Who still takes what it asked for is alive, however slowly it takes it" *
          doctest::skip(under_tsan)) {
  Limits limits = LiveServer::free_limits();
  limits.heartbeat_ms = 200;
  limits.heartbeat_grace_ms = 1500;
  LiveServer chat(limits);
  LiveGuest slow(chat, "slow", "/ws/chat/general");
  const std::string text = turtles();
  for (int i = 0; i < 18; ++i) {
    slow.text(R"({"type":"message","room":"general","text":")" + text + R"(","id":"post"})");
    REQUIRE(!slow.next_text("\"ok\",\"id\":\"post\"").empty());
  }
  constexpr int pages = 60;  // more than the kernel takes for it
  for (int i = 0; i < pages; ++i) slow.text(R"({"type":"history","room":"general","limit":18,"id":"page"})");
  LiveGuest other(chat, "other");
  for (int i = 0; i < 12; ++i) REQUIRE(!other.next_text("\"heartbeat\"").empty());
  for (int i = 0; i < pages; ++i) REQUIRE(!slow.next_text("\"ok\",\"id\":\"page\"").empty());
}
