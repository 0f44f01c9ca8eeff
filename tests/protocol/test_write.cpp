#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "protocol/write.hpp"

using namespace workchat;
using namespace workchat::protocol;

namespace {

Entry entry_of(EntryType type) {
  Entry entry;
  entry.type = type;
  entry.room = "general";
  entry.seq = 151;
  entry.ts = 1700000000000;
  entry.user = {"u_1", "ana"};
  return entry;
}

/// What every entry begins with, up to its own members.
std::string head(std::string_view type, std::string_view room = "general") {
  return R"({"type":")" + std::string(type) + R"(","room":")" + std::string(room) +
         R"(","seq":151,"ts":1700000000000,"user":{"id":"u_1","name":"ana"},)";
}

RoomView view() {
  RoomView room;
  room.id = "general";
  room.name = "General";
  room.created_at = 5;
  room.head = 150;
  room.epoch = "e1";
  room.online = 1;
  room.members = 2;
  return room;
}

const std::string view_json =
    R"({"id":"general","name":"General","kind":"public","locked":false,"topic":"","owner":null,)"
    R"("created_at":5,"head":150,"floor":1,"epoch":"e1","online":1,"members":2})";

}  // namespace

TEST_CASE("A message is its object, with what there is to say after its text") {
  Entry message = entry_of(EntryType::message);
  message.text = "h\"ola";
  CHECK(write_entry(message) == head("message") + R"("text":"h\"ola","format":"plain"})");
  message.format = Format::markdown;
  message.client_id = "019a";
  message.reply_to = 7;
  message.edited_at = 9;
  message.reactions = {{"🎉", {"u_1", "u_2"}}, {"x", {}}};
  CHECK(write_message(message) ==
        head("message") +
            R"("text":"h\"ola","format":"markdown","client_id":"019a","reply_to":7,"edited_at":9,)"
            R"("reactions":{"🎉":["u_1","u_2"],"x":[]}})");
  Entry gone = entry_of(EntryType::message);
  gone.deleted = true;
  CHECK(write_entry(gone) == head("message") + R"("text":"","format":"plain","deleted":true})");
}

TEST_CASE("Every entry of a room has its own members") {
  Entry entry = entry_of(EntryType::edit);
  entry.target = 7;
  entry.text = "x";
  CHECK(write_entry(entry) == head("edit") + R"("target":7,"text":"x"})");
  entry.text.clear();
  entry.deleted = true;
  CHECK(write_entry(entry) == head("edit") + R"("target":7,"text":"","deleted":true})");
  entry = entry_of(EntryType::deletion);
  entry.target = 7;
  CHECK(write_entry(entry) == head("delete") + R"("target":7})");
  entry.type = EntryType::reaction;
  entry.word = "x";
  entry.on = true;
  CHECK(write_entry(entry) == head("reaction") + R"("target":7,"emoji":"x","on":true})");
  entry.type = EntryType::pin;
  CHECK(write_entry(entry) == head("pin") + R"("target":7,"on":true})");
  entry = entry_of(EntryType::member);
  entry.subject = {"u_2", "beto"};
  entry.word = "joined";
  entry.role = Role::member;
  CHECK(write_entry(entry) ==
        head("member") + R"("target":{"id":"u_2","name":"beto"},"change":"joined","role":"member"})");
  entry.word = "left";
  entry.role = Role::none;
  CHECK(write_entry(entry) == head("member") + R"("target":{"id":"u_2","name":"beto"},"change":"left"})");
  entry = entry_of(EntryType::room);
  entry.subject.name = "General";
  entry.text = "t";
  entry.word = "private";
  CHECK(write_entry(entry) ==
        head("room") + R"("name":"General","topic":"t","kind":"private","locked":false})");
}

TEST_CASE("A user's own log is @me to its reader, whatever the store calls it") {
  Entry entry = entry_of(EntryType::mention);
  entry.room = "@u_9";
  entry.source = "general";
  entry.target = 3;
  CHECK(write_entry(entry) == head("mention", "@me") + R"("source":{"room":"general","seq":3}})");
  entry.type = EntryType::direct;
  CHECK(write_entry(entry) == head("direct", "@me") + R"("source":{"room":"general","seq":3}})");
  entry.type = EntryType::read;
  CHECK(write_entry(entry) == head("read", "@me") + R"("source":{"room":"general","seq":3}})");
  entry.type = EntryType::invited;
  CHECK(write_entry(entry) == head("invited", "@me") + R"("source":{"room":"general"}})");
  CHECK(write_nop("@u_9", 4) == R"({"type":"nop","room":"@me","seq":4})");
}

TEST_CASE("S1-17 The server's log tells of public rooms and announces") {
  Entry entry = entry_of(EntryType::room_created);
  entry.room = "@server";
  entry.source = "sala";
  entry.subject.name = "Sala";
  entry.word = "public";
  const std::string target = R"("target":{"id":"sala","name":"Sala","kind":"public","topic":""}})";
  CHECK(write_entry(entry) == head("room_created", "@server") + target);
  entry.type = EntryType::room_deleted;
  CHECK(write_entry(entry) == head("room_deleted", "@server") + target);
  entry.type = EntryType::announcement;
  entry.text = "hi";
  CHECK(write_entry(entry) == head("announcement", "@server") + R"("text":"hi"})");
}

TEST_CASE("S0-06 Presence, typing and notices are small objects of their own") {
  Event event;
  event.type = EventType::join;
  event.room = "general";
  event.user = {"u_1", "ana"};
  event.online = 3;
  CHECK(write_event(event) ==
        R"({"type":"join","room":"general","user":{"id":"u_1","name":"ana"},"online":3})");
  event.type = EventType::leave;
  event.user = {};
  CHECK(write_event(event) == R"({"type":"leave","room":"general","online":3})");
  event.type = EventType::typing;
  event.user = {"u_1", "ana"};
  CHECK(write_event(event) == R"({"type":"typing","room":"general","user":{"id":"u_1","name":"ana"}})");
  event.type = EventType::notice;
  event.text = "hi";
  CHECK(write_event(event) == R"({"type":"notice","text":"hi","room":"general"})");
  event.type = EventType::closed;
  event.close = CloseReason::banned;
  CHECK(write_event(event) == R"({"type":"closed","code":4503})");
  event.type = EventType::entry;
  auto entry = std::make_shared<Entry>(entry_of(EntryType::message));
  event.entry = entry;
  CHECK(write_event(event) == write_entry(*entry));
}

TEST_CASE("A member's room has role, unread, mentions and read; another's has not") {
  CHECK(write_body(Answer{view()}) == view_json);
  RoomView room = view();
  room.role = Role::owner;
  room.owner = {"u_1", "ana"};
  room.unread = 4;
  const std::string json = write_body(Answer{room});
  CHECK(json.find(R"("owner":{"id":"u_1","name":"ana"})") != std::string::npos);
  CHECK(json.find(R"("role":"owner","unread":4,"mentions":0,"read":0})") != std::string::npos);
}

TEST_CASE("joined has the room, its position, who is there, and messages where it has not recovered") {
  Joined joined;
  joined.room = view();
  joined.room.role = Role::member;
  joined.users = {{"u_1", "ana"}};
  Page page;
  page.entries = {entry_of(EntryType::message)};
  const std::string fresh = write_joined("1", joined, &page, Limits{});
  CHECK(fresh.rfind(R"({"type":"joined","id":1,"room":{"id":"general")", 0) == 0);
  CHECK(fresh.find(R"("epoch":"e1","head":150,"recovered":false,"role":"member",)"
                   R"("users":[{"id":"u_1","name":"ana"}],"messages":[{"type":"message")") !=
        std::string::npos);
  joined.recovered = true;
  const std::string resumed = write_joined({}, joined, nullptr, Limits{});
  CHECK(resumed.rfind(R"({"type":"joined","room":)", 0) == 0);
  CHECK(resumed.find("messages\":[") == std::string::npos);
  joined.users.clear();
  CHECK(write_joined({}, joined, nullptr, Limits{}).find(R"("users":[])") != std::string::npos);
  joined.room.online = 101;
  CHECK(write_joined({}, joined, nullptr, Limits{}).find("users") == std::string::npos);
}

TEST_CASE("The ok of a message is flat, of another entry it has the entry too, of all else the body") {
  Receipt receipt;
  receipt.room = "general";
  receipt.seq = 151;
  receipt.ts = 7;
  receipt.durable = true;
  receipt.entry = std::make_shared<Entry>(entry_of(EntryType::message));
  const std::string flat = R"("room":"general","seq":151,"ts":7,"durable":true,"duplicate":false)";
  CHECK(write_ok("3", Answer{receipt}) == R"({"type":"ok","id":3,)" + flat + "}");
  auto pin = std::make_shared<Entry>(entry_of(EntryType::pin));
  receipt.entry = pin;
  CHECK(write_ok("\"a\"", Answer{receipt}) ==
        R"({"type":"ok","id":"a",)" + flat + R"(,"result":)" + write_entry(*pin) + "}");
  CHECK(write_ok("1", Answer{Done{}}) == R"({"type":"ok","id":1,"result":{}})");
  CHECK(write_ok("1", Answer{view()}) == R"({"type":"ok","id":1,"result":)" + view_json + "}");
  CHECK(write_ok_notice("1", "hi") == R"({"type":"ok","id":1,"result":{"type":"notice","text":"hi"}})");
  CHECK(write_ok_slash("1", "hi", Answer{receipt}, nullptr) == write_ok_notice("1", "hi"));
  CHECK(write_ok_slash("1", "", Answer{receipt}, nullptr) == write_ok("1", Answer{receipt}));
}

TEST_CASE("The ok of a resume names the rooms that refused, and why") {
  CHECK(write_ok_resumed("1", {}) == R"({"type":"ok","id":1,"result":{}})");
  Error error;
  error.code = Errc::not_found;
  error.message = "no";
  CHECK(
      write_ok_resumed("1", {{"a\"b", error}}) ==
      R"({"type":"ok","id":1,"result":{"refused":{"a\"b":{"code":"not_found","status":404,"message":"no"}}}})");
}

TEST_CASE("What is closed is unavailable to who asks from outside") {
  Error error;
  error.code = Errc::closed;
  CHECK(write_error("1", error) ==
        R"({"type":"error","id":1,"code":"unavailable","status":503,"message":"unavailable"})");
  CHECK(write_error_body(error) == R"({"error":{"code":"unavailable","message":"unavailable"}})");
  CHECK(write_openapi().find("\"closed\"") == std::string::npos);
}

TEST_CASE("A page is messages, or raw entries for the row that asked for those") {
  Page page;
  page.entries = {entry_of(EntryType::pin)};
  page.head = 9;
  page.floor = 1;
  page.epoch = "e";
  const std::string rest =
      "[" + write_entry(page.entries[0]) + R"(],"head":9,"floor":1,"epoch":"e","more":false})";
  CHECK(write_body(Answer{page}) == R"({"messages":)" + rest);
  CHECK(write_body(Answer{page}, commands::find("history")) == R"({"messages":)" + rest);
  CHECK(write_body(Answer{page}, commands::find("events")) == R"({"entries":)" + rest);
  CHECK(write_ok("1", Answer{page}, commands::find("events")).find(R"("result":{"entries":)") !=
        std::string::npos);
}

TEST_CASE("S1-02 S1-09 The other bodies are as the protocol says") {
  const User ana{"u_1", "ana", "Ana", UserRole::guest};
  const std::string user = R"({"id":"u_1","name":"ana","display_name":"Ana","role":"guest"})";
  SignedIn signed_in;
  signed_in.user = ana;
  signed_in.access_token = "t";
  signed_in.expires_in = 3600;
  signed_in.secret = "never shown";
  CHECK(write_body(Answer{signed_in}) ==
        R"({"access_token":"t","token_type":"bearer","expires_in":3600,"user":)" + user + "}");
  CHECK(write_body(Answer{ana}) == user);
  CHECK(write_body(Answer{Users{{ana}}}) == R"({"users":[)" + user + "]}");
  CHECK(write_body(Answer{Rooms{{view(), view()}}}) == R"({"rooms":[)" + view_json + "," + view_json + "]}");
  CHECK(write_body(Answer{Logins{{{"l_1", "x", 1, 2, true}}}}) ==
        R"({"sessions":[{"id":"l_1","device":"x","created_at":1,"expires_at":2,"current":true}]})");
  CHECK(
      write_body(Answer{RoomUsers{{{"u_1", "ana"}}, {{{"u_1", "ana"}, Role::owner}}}}) ==
      R"({"online":[{"id":"u_1","name":"ana"}],"members":[{"user":{"id":"u_1","name":"ana"},"role":"owner"}]})");
  CHECK(write_body(Answer{Done{}}) == "{}");
  Receipt receipt;
  receipt.entry = std::make_shared<Entry>(entry_of(EntryType::message));
  CHECK(write_body(Answer{receipt}) == write_entry(*receipt.entry));
}

TEST_CASE("A post is 201, its repetition 200, and a row's status stands for the rest") {
  Receipt receipt;
  CHECK(status_of(*commands::find("message"), Answer{receipt}) == 201);
  receipt.duplicate = true;
  CHECK(status_of(*commands::find("message"), Answer{receipt}) == 200);
  CHECK(status_of(*commands::find("create"), Answer{view()}) == 201);
  CHECK(status_of(*commands::find("rooms"), Answer{Rooms{}}) == 200);
}

TEST_CASE("An error says its code and status, and only the fields that say something") {
  Error error;
  error.code = Errc::invalid;
  error.field = "text";
  error.message = "text is blank";
  CHECK(write_error("3", error) ==
        R"({"type":"error","id":3,"code":"invalid","status":422,"message":"text is blank","field":"text"})");
  CHECK(write_error_body(error) ==
        R"({"error":{"code":"invalid","message":"text is blank","field":"text"}})");
  error = {};
  error.code = Errc::rate_limited;
  error.retry_ms = 800;
  CHECK(write_error({}, error) ==
        R"({"type":"error","code":"rate_limited","status":429,"message":"rate_limited","retry_ms":800})");
  error = {};
  error.code = Errc::forbidden;
  error.rule = "member_only";
  CHECK(write_error_body(error) ==
        R"({"error":{"code":"forbidden","message":"forbidden","rule":"member_only"}})");
}

TEST_CASE("The frames of a connection are as the protocol says") {
  SessionOpened session;
  session.name = "s_1";
  session.user = {"u_1", "ana", "Ana", UserRole::user};
  session.motd = "hi";
  const std::string welcome = write_welcome(session, Limits{});
  CHECK(welcome.rfind(
            R"({"type":"welcome","protocol":1,"user":{"id":"u_1","name":"ana","display_name":"Ana",)"
            R"("role":"user"},"session":"s_1","motd":"hi","heartbeat_ms":25000,"limits":{"text":4000,)",
            0) == 0);
  CHECK(welcome.find(R"("frame":65536)") != std::string::npos);
  CHECK(write_notice("a", {}) == R"({"type":"notice","text":"a"})");
  CHECK(write_pong("1") == R"({"type":"pong","id":1})");
  CHECK(write_pong({}) == R"({"type":"pong"})");
  CHECK(write_heartbeat({{"general", 151}, {"@u_1", 2}}) ==
        R"({"type":"heartbeat","heads":{"general":151,"@me":2}})");
  CHECK(write_auth_expiring(500) == R"({"type":"auth_expiring","in_ms":500})");
}
