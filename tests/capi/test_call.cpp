#include "chat.hpp"

using namespace capi_test;

TEST_CASE("a command gives the frame that answers it, with its id") {
  const Chat chat;
  Listener bot(chat, "bot");
  const auto rooms = bot.call(R"({"type":"rooms","id":"a\"b"})");
  CHECK(contains(rooms, R"("type":"ok")"));
  CHECK(contains(rooms, R"("id":"a\"b")"));
  CHECK(contains(rooms, R"("id":"general")"));
  CHECK(contains(bot.call(R"({"type":"ping","id":7})"), R"("type":"pong")"));
}

TEST_CASE("a room is made, joined with its history, and posted to, by commands alone (S4-05 S4-06 S4-07)") {
  const Chat chat;
  Listener ana(chat, "ana");
  CHECK(contains(ana.call(R"({"type":"create","name":"Plans","password":"sesamo"})"), R"("id":"plans")"));
  const auto stored = ana.call(R"({"type":"message","room":"plans","text":"hola","client_id":"c1"})");
  CHECK(contains(stored, R"("room":"plans")"));
  CHECK(contains(stored, R"("duplicate":false)"));
  CHECK(contains(ana.call(R"({"type":"message","room":"plans","text":"hola","client_id":"c1"})"),
                 R"("duplicate":true)"));

  Listener beto(chat, "beto");
  CHECK(beto.refusal(R"({"type":"join","room":"plans","password":"no"})") == WORKCHAT_E_WRONG_PASSWORD);
  const auto joined = beto.call(R"({"type":"join","room":"plans","password":"sesamo","id":1})");
  CHECK(contains(joined, R"("type":"joined")"));
  CHECK(contains(joined, R"("text":"hola")"));
  CHECK(contains(beto.call(R"({"type":"join","room":"plans","history":0})"), R"("messages":[])"));
  ana.call(R"({"type":"message","room":"plans","text":"beto?"})");
  CHECK(next(beto, "message").text() == "beto?");
}

TEST_CASE("a join with epoch and after gives what was missed as events, and no page") {
  const Chat chat;
  Listener ana(chat, "ana");
  ana.join("general");
  const auto first = ana.post("general", "one");
  ana.post("general", "two");
  const auto page = ana.call(R"({"type":"history","room":"general"})");
  const auto at = page.find(R"("epoch":")") + 9;
  const auto epoch = page.substr(at, page.find('"', at) - at);

  Listener again(chat, "ana");
  const auto joined = again.call(R"({"type":"join","room":"general","epoch":")" + epoch + R"(","after":)" +
                                 std::to_string(first) + "}");
  CHECK(contains(joined, R"("recovered":true)"));
  CHECK(joined.find("\"messages\"") == std::string::npos);
  const Heard heard = next(again, "message");
  CHECK(heard.text() == "two");
  CHECK(workchat_event_seq(heard) == first + 1);
}

TEST_CASE("a slash command answers with a notice, and an unknown one is refused (S3-05)") {
  const Chat chat;
  Listener bot(chat, "bot");
  bot.join("general");
  CHECK(contains(bot.call(R"({"type":"message","room":"general","text":"/usuarios"})"), "bot"));
  CHECK(contains(bot.call(R"({"type":"message","room":"general","text":"/help"})"), "/users"));
  CHECK(bot.refusal(R"({"type":"message","room":"general","text":"/nonsense"})") ==
        WORKCHAT_E_UNKNOWN_COMMAND);
  CHECK(contains(bot.call(R"({"type":"message","room":"general","text":"//slash"})"), R"("seq")"));
  CHECK(next(bot, "message").text() == "/slash");
}

TEST_CASE("what cannot be read or is a connection's is a bad request, and the session goes on") {
  const Chat chat;
  Listener bot(chat, "bot");
  for (const std::string_view command :
       {"", "hola", "[]", "{", "{}", R"({"type":1})", R"({"type":"nothing"})", "{\"type\":\"rooms\xff\"}",
        R"({"type":"rooms"} x)", R"({"type":"auth","token":"x"})", R"({"type":"resume","rooms":{}})"}) {
    CAPTURE(std::string(command));
    CHECK(bot.refusal(command) == WORKCHAT_E_BAD_REQUEST);
  }
  bot.call(R"({"type":"rooms"})");
}

TEST_CASE("a refusal says the field, the rule and the code") {
  const Chat chat;
  Listener bot(chat, "bot");
  CHECK(bot.refusal(R"({"type":"history","room":"general","limit":501})") == WORKCHAT_E_INVALID);
  CHECK(contains(workchat_last_error_json(), R"("field":"limit")"));
  CHECK(bot.refusal(R"({"type":"history","room":"nowhere"})") == WORKCHAT_E_NOT_FOUND);
  CHECK(contains(workchat_last_error_json(), R"("code":"not_found")"));
  CHECK(bot.refusal(R"({"type":"message","room":"general","text":"not a member"})") == WORKCHAT_E_FORBIDDEN);
  CHECK(contains(workchat_last_error_json(), R"("rule":)"));
}

TEST_CASE("the answer need not be wanted") {
  const Chat chat;
  Listener bot(chat, "bot");
  constexpr std::string_view command = R"({"type":"rooms"})";
  CHECK(workchat_session_call(nullptr, bot, command.data(), command.size()) == WORKCHAT_OK);
}
