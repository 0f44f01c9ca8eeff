#include "chat.hpp"

using namespace capi_test;

namespace {

int refusal_of(const char* options) {
  workchat_engine* engine = nullptr;
  const int result = workchat_engine_open(&engine, options);
  CHECK(result < 0);
  CHECK(engine == nullptr);
  workchat_engine_close(engine);
  return result;
}

}  // namespace

TEST_CASE("options that are no JSON object are a bad request") {
  for (const char* options : {"", "sqlite:./x", "[]", "3", "{", "{} {}", "{\"motd\":\"\xff\"}"}) {
    CAPTURE(options);
    CHECK(refusal_of(options) == WORKCHAT_E_BAD_REQUEST);
  }
}

TEST_CASE("an option that is unknown or of another kind is invalid, and the error names it") {
  const std::pair<const char*, const char*> refused[] = {
      {R"({"stor":"memory:"})", "stor"},
      {R"({"store":1})", "store"},
      {R"({"motd":null})", "motd"},
      {R"({"guests":"no"})", "guests"},
      {R"({"registration":0})", "registration"},
      {R"({"threads":-1})", "threads"},
      {R"({"threads":1.5})", "threads"},
      {R"({"threads":4294967296})", "threads"},
      {R"({"limits":4000})", "limits"},
      {R"({"limits":{"text":true}})", "text"},
      {R"({"limits":{"text":0}})", "text"},
      {R"({"limits":{"nothing":1}})", "nothing"},
  };
  for (const auto& [given, field] : refused) {
    const auto options = given;  // a structured binding cannot be captured
    CAPTURE(options);
    CHECK(refusal_of(options) == WORKCHAT_E_INVALID);
    CHECK(contains(workchat_last_error_json(), "\"field\":\"" + std::string(field) + "\""));
  }
  CHECK(refusal_of(R"({"store":"nowhere:"})") == WORKCHAT_E_INVALID);
}

TEST_CASE("options set limits") {
  const Chat chat(R"({"limits":{"text":5,"rate":"off"}})");
  Listener bot(chat, "bot");
  bot.join("general");
  bot.post("general", "12345");
  CHECK(workchat_session_post(nullptr, bot, "general", "123456", 6) == WORKCHAT_E_INVALID);
  CHECK(contains(workchat_last_error_json(), R"("field":"text")"));
}

TEST_CASE("a chat in a folder is there again after close") {
  const Folder folder;
  {
    const Chat chat(folder.options().c_str());
    Listener bot(chat, "bot");
    bot.join("general");
    bot.post("general", "hola");
  }
  const Chat chat(folder.options().c_str());
  Listener bot(chat, "bot");
  CHECK(contains(bot.call(R"({"type":"history","room":"general"})"), R"("text":"hola")"));
}

TEST_CASE("a store that is open is a conflict") {
  const Folder folder;
  const Chat chat(folder.options().c_str());
  CHECK(refusal_of(folder.options().c_str()) == WORKCHAT_E_CONFLICT);
}

TEST_CASE("an engine listens on several ports, and an address that cannot be had is refused") {
  const Chat chat;
  CHECK(workchat_engine_port(chat) == 0);
  REQUIRE(workchat_engine_listen(chat, "127.0.0.1:0") == WORKCHAT_OK);
  const auto first = workchat_engine_port(chat);
  CHECK(first != 0);
  REQUIRE(workchat_engine_listen(chat, "127.0.0.1:0") == WORKCHAT_OK);
  CHECK(workchat_engine_port(chat) != first);
  const std::string taken = "127.0.0.1:" + std::to_string(first);
  CHECK(workchat_engine_listen(chat, taken.c_str()) == WORKCHAT_E_UNAVAILABLE);
  CHECK(workchat_engine_listen(chat, "nonsense") == WORKCHAT_E_INVALID);
}

TEST_CASE("sessions outlive their engine: they hear of its end, and their calls say closed") {
  Chat chat;
  Listener bot(chat, "bot");
  bot.join("general");
  chat.close();
  CHECK(contains(next(bot, "closed").json(), "\"closed\""));
  workchat_event* event = nullptr;
  CHECK(workchat_session_next(&event, bot, -1) == WORKCHAT_E_CLOSED);
  CHECK(workchat_session_join(bot, "general") == WORKCHAT_E_CLOSED);
  CHECK(workchat_session_post(nullptr, bot, "general", "a", 1) == WORKCHAT_E_CLOSED);
  CHECK(bot.refusal(R"({"type":"rooms"})") == WORKCHAT_E_CLOSED);
}
