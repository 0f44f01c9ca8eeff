#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "protocol/read.hpp"

using namespace workchat;
using namespace workchat::protocol;
using workchat::commands::Language;

namespace {

Result<Ask> read(RestRequest request) {
  return read_rest(request, Limits{}, Language::en);
}

Result<Ask> call(std::string_view method, std::string_view path, std::string_view body = {}) {
  RestRequest request;
  request.method = method;
  request.path = path.substr(0, path.find('?'));
  request.query = path.substr(std::min(path.size(), request.path.size() + 1));
  request.body = body;
  return read(request);
}

template <typename Asked>
Asked verb_of(const Result<Ask>& ask) {
  REQUIRE(ask.ok());
  const auto* verb = std::get_if<Verb>(&ask->what);
  REQUIRE(verb);
  REQUIRE(std::holds_alternative<Asked>(*verb));
  return std::get<Asked>(*verb);
}

std::string failure(const Result<Ask>& ask) {
  if (ask) return "ok";
  const Error& error = ask.error();
  return std::string(describe(error.code).wire) + (error.field.empty() ? "" : " " + error.field);
}

}  // namespace

TEST_CASE("Every call of the protocol that this server serves is read") {
  CHECK(verb_of<verb::Register>(call("POST", "/auth/register", R"({"username":"a","password":"b"})")).name ==
        "a");
  CHECK(verb_of<verb::SignInGuest>(call("POST", "/auth/guest", R"({"name":"zoe"})")).name == "zoe");
  verb_of<verb::Refresh>(call("POST", "/auth/refresh"));
  verb_of<verb::SignOut>(call("POST", "/auth/logout"));
  verb_of<verb::WhoAmI>(call("GET", "/auth/me"));
  CHECK(verb_of<verb::ChangeProfile>(call("PATCH", "/auth/me", R"({"display_name":"A"})")).display_name ==
        "A");
  verb_of<verb::ListLogins>(call("GET", "/auth/sessions"));
  CHECK(verb_of<verb::RevokeLogin>(call("DELETE", "/auth/sessions/l_1")).login == "l_1");
  verb_of<verb::ListRooms>(call("GET", "/rooms"));
  CHECK(verb_of<verb::CreateRoom>(call("POST", "/rooms", R"({"name":"N","id":"n","kind":"private"})")).kind ==
        RoomKind::closed);
  CHECK(verb_of<verb::GetRoom>(call("GET", "/rooms/general")).room == "general");
  CHECK(verb_of<verb::ChangeRoom>(call("PATCH", "/rooms/g", R"({"password":""})")).password == "");
  CHECK_FALSE(verb_of<verb::ChangeRoom>(call("PATCH", "/rooms/g", R"({"topic":"t"})")).name.has_value());
  CHECK(verb_of<verb::DeleteRoom>(call("DELETE", "/rooms/g")).room == "g");
  CHECK(verb_of<verb::Join>(call("POST", "/rooms/g/join", R"({"password":"p"})")).password == "p");
  CHECK_FALSE(verb_of<verb::Join>(call("POST", "/rooms/g/join", R"({"epoch":"e","after":1})")).resume);
  CHECK(verb_of<verb::Leave>(call("POST", "/rooms/g/leave")).room == "g");
  CHECK(verb_of<verb::ListRoomUsers>(call("GET", "/rooms/g/users")).room == "g");
  CHECK(verb_of<verb::SetMember>(call("PUT", "/rooms/g/members/u", R"({"role":"owner"})")).role ==
        Role::owner);
  CHECK(verb_of<verb::Kick>(call("DELETE", "/rooms/g/members/u")).user == "u");
  CHECK(verb_of<verb::Ban>(call("PUT", "/rooms/g/bans/u")).on);
  CHECK_FALSE(verb_of<verb::Ban>(call("DELETE", "/rooms/g/bans/u")).on);
  CHECK(verb_of<verb::Mute>(call("PUT", "/rooms/g/mutes/u", R"({"for_ms":1000})")).for_ms == 1000);
  CHECK_FALSE(verb_of<verb::Mute>(call("DELETE", "/rooms/g/mutes/u")).on);
  CHECK(verb_of<verb::Post>(call("POST", "/rooms/g/messages", R"({"text":"x"})")).room == "g");
  CHECK(verb_of<verb::Edit>(call("PATCH", "/rooms/g/messages/7", R"({"text":"x","seq":9})")).target == 7);
  CHECK(verb_of<verb::Delete>(call("DELETE", "/rooms/g/messages/7")).target == 7);
  CHECK(verb_of<verb::React>(call("PUT", "/rooms/g/messages/7/reactions/%F0%9F%8E%89")).emoji == "🎉");
  CHECK_FALSE(verb_of<verb::React>(call("DELETE", "/rooms/g/messages/7/reactions/x")).on);
  CHECK(verb_of<verb::Pin>(call("PUT", "/rooms/g/messages/7/pin")).on);
  CHECK_FALSE(verb_of<verb::Pin>(call("DELETE", "/rooms/g/messages/7/pin")).on);
  CHECK(verb_of<verb::History>(call("GET", "/rooms/g/messages?limit=5&around=3")).around == 3);
  CHECK(verb_of<verb::ReadEntries>(call("GET", "/rooms/g/events?after=3&limit=9")).limit == 9);
  CHECK(verb_of<verb::MarkRead>(call("PUT", "/rooms/g/read", R"({"seq":3})")).seq == 3);
  CHECK(verb_of<verb::OpenDirect>(call("POST", "/direct", R"({"user":"beto"})")).user == "beto");
  CHECK(verb_of<verb::ListUsers>(call("GET", "/users?q=a+%C3%B1")).query == "a ñ");
  CHECK(verb_of<verb::GetUser>(call("GET", "/users/beto")).user == "beto");
  verb_of<verb::ListRooms>(call("HEAD", "/rooms"));
}

TEST_CASE("A path that is not there is not_found, and one without the method lists those it has") {
  for (const char* path : {"/", "", "rooms", "/nosuch", "/rooms/", "//rooms", "/rooms//messages", "/Rooms",
                           "/search", "/files/x", "/reports", "/admin", "/rooms/a/b/c/d", "/auth/me/"}) {
    CAPTURE(path);
    CHECK(failure(call("GET", path)) == "not_found");
  }
  const auto wrong = call("DELETE", "/rooms/g/messages");
  CHECK(failure(wrong) == "method_not_allowed");
  CHECK(wrong.error().message.find("OPTIONS") != std::string::npos);
  CHECK(wrong.error().message.find("GET") != std::string::npos);
  CHECK(wrong.error().message.find("POST") != std::string::npos);
  CHECK(failure(call("get", "/rooms")) == "method_not_allowed");
  CHECK(failure(call("", "/rooms")) == "method_not_allowed");
}

TEST_CASE("S0-13 A segment is decoded once, stays one segment, and does not walk") {
  for (const char* path : {"/rooms/%2e%2e", "/rooms/%2e", "/rooms/..", "/rooms/%00", "/rooms/a%00b",
                           "/rooms/%", "/rooms/%2", "/rooms/%zz", "/rooms/%ff", "/rooms/%c0%ae%c0%ae",
                           "/rooms/%ed%a0%80", "/rooms/../rooms", "/%2e%2e/rooms"}) {
    CAPTURE(path);
    CHECK(failure(call("GET", path)) == "not_found");
  }
  CHECK(verb_of<verb::GetRoom>(call("GET", "/rooms/a%2Fmessages")).room == "a/messages");
  CHECK(verb_of<verb::GetRoom>(call("GET", "/rooms/%252e%252e")).room == "%2e%2e");
  CHECK(verb_of<verb::GetRoom>(call("GET", "/rooms/a+b")).room == "a+b");
  CHECK(verb_of<verb::GetRoom>(call("GET", "/%72ooms/Caf%C3%A9")).room == "Café");
  CHECK(*split_path("/") == std::vector<std::string>{});
  CHECK(*split_path("/a/") == std::vector<std::string>{"a", ""});
}

TEST_CASE("A number in a path or a query is whole and in range, or invalid with its name") {
  for (const char* seq :
       {"x", "0", "-1", "1.5", "+1", "%201", "99999999999999999999", "9007199254740992", "0x1"}) {
    CAPTURE(seq);
    CHECK(failure(call("DELETE", "/rooms/g/messages/" + std::string(seq))) == "invalid seq");
  }
  for (const char* query :
       {"limit=0", "limit=501", "limit=", "limit=x", "limit=5%20", "limit=1&limit=1", "limit"}) {
    CAPTURE(query);
    CHECK(failure(call("GET", "/rooms/g/messages?" + std::string(query))) == "invalid limit");
  }
  CHECK(failure(call("GET", "/rooms/g/messages?before=3&after=1")) == "invalid after");
  CHECK(failure(call("GET", "/rooms/g/messages?around=%00")) == "invalid around");
  CHECK(failure(call("GET", "/rooms/g/messages?nosuch=1&nosuch=2&token=x&&")) == "ok");
  CHECK(failure(call("GET", "/rooms/g/messages?nosuch=%zz")) == "bad_request");
  CHECK(failure(call("GET", "/users?online=1")) == "invalid online");
  CHECK(failure(call("GET", "/users?online=true")) == "ok");
}

TEST_CASE("A body is JSON; a login takes a form as well; anything else is 415") {
  RestRequest request{"POST", "/rooms", {}, "application/json", R"({"name":"n"})"};
  for (const char* type :
       {"", "application/json", "Application/JSON; charset=UTF-8", "application/json;charset=\"utf-8\""}) {
    request.content_type = type;
    CAPTURE(type);
    CHECK(failure(read(request)) == "ok");
  }
  for (const char* type :
       {"application/x-www-form-urlencoded", "text/plain", "application/json; charset=latin1",
        "application/jsonx", "text/json", "multipart/form-data; boundary=x", "json"}) {
    request.content_type = type;
    CAPTURE(type);
    CHECK(failure(read(request)) == "unsupported_media_type");
  }
  RestRequest login{
      "POST", "/auth/login", {}, "application/x-www-form-urlencoded", "username=ana&password=a%26b+c%2B&x=1"};
  CHECK(verb_of<verb::SignIn>(read(login)).password == "a&b c+");
  login.body = "username=ana&username=beto&password=x";
  CHECK(failure(read(login)) == "invalid username");
  login.body = "username=ana";
  CHECK(failure(read(login)) == "invalid password");
  login.content_type = "application/json";
  CHECK(failure(read(login)) == "bad_request");
}

TEST_CASE("An empty body is an empty object where nothing is required, and else no JSON") {
  CHECK(failure(call("POST", "/rooms/g/join")) == "ok");
  CHECK(failure(call("PUT", "/rooms/g/mutes/u")) == "ok");
  CHECK(failure(call("POST", "/rooms")) == "bad_request");
  CHECK(failure(call("POST", "/rooms", "{}")) == "invalid name");
  CHECK(failure(call("POST", "/rooms", " ")) == "bad_request");
  CHECK(failure(call("POST", "/rooms/g/join", "[]")) == "bad_request");
  CHECK(failure(call("POST", "/rooms/g/join", R"({"password":"a","password":"b"})")) == "bad_request");
}

TEST_CASE("A body over its limit is too_large, and one that nests too deep is bad_request") {
  Limits limits;
  limits.body = 10;
  const RestRequest request{"POST", "/rooms", {}, "application/json", R"({"name":"n"})"};
  CHECK(failure(read_rest(request, limits, Language::en)) == "too_large");
  CHECK(failure(call("POST", "/rooms", std::string(200'000, '['))) == "bad_request");
}

TEST_CASE("What is known but not served is invalid with its name") {
  CHECK(failure(call("PATCH", "/auth/me", R"({"display_name":"a","password":"x"})")) == "invalid password");
  CHECK(failure(call("POST", "/rooms/g/messages", R"({"text":"x","attachments":["f"]})")) ==
        "invalid attachments");
  CHECK(failure(call("POST", "/rooms/g/messages", R"({"text":"x","attachments":[]})")) == "ok");
  CHECK(failure(call("PUT", "/rooms/g/members/u", "{}")) == "invalid role");
}

TEST_CASE("A slash command over REST is one too") {
  const auto ask = call("POST", "/rooms/g/messages", R"({"text":"/help"})");
  REQUIRE(ask.ok());
  CHECK(std::get<SlashAsk>(ask->what).slash.command == "help");
}

TEST_CASE("S1-03 One parameter of a query is found, decoded") {
  CHECK(query_value("a=1&token=x%2By+z&token=2", "token") == "x+y z");
  CHECK(query_value("%74oken=x", "token") == "x");
  CHECK(query_value("tokens=x", "token").empty());
  CHECK(query_value("token=%zz", "token").empty());
  CHECK(query_value("", "token").empty());
}
