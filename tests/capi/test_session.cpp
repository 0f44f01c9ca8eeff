#include <poll.h>

#include <thread>

#include "chat.hpp"

using namespace capi_test;

namespace {

bool readable(int descriptor, int timeout_ms) {
  pollfd asked{descriptor, POLLIN, 0};
  return poll(&asked, 1, timeout_ms) == 1;
}

/// Takes events until none comes any more; the code that says so.
int drain(workchat_session* session, std::int64_t timeout_ms = 0) {
  int result = WORKCHAT_OK;
  while (result == WORKCHAT_OK) {
    workchat_event* event = nullptr;
    result = workchat_session_next(&event, session, timeout_ms);
    workchat_event_free(event);
  }
  return result;
}

}  // namespace

TEST_CASE("a session is the user it was opened for") {
  const Chat chat;
  const Listener bot(chat, "Bot");
  CHECK(std::string_view(workchat_session_user_name(bot)) == "Bot");
  CHECK(std::string_view(workchat_session_user_id(bot)).substr(0, 2) == "u_");
  workchat_session* session = nullptr;
  CHECK(workchat_session_open(&session, chat, "") == WORKCHAT_E_INVALID);
  CHECK(workchat_session_open(&session, chat, "\xff") == WORKCHAT_E_INVALID);
}

TEST_CASE("what one session posts, every session of the room hears, the sender too (S2-13)") {
  const Chat chat;
  Listener ana(chat, "ana");
  Listener beto(chat, "beto");
  ana.join("general");
  beto.join("general");
  const auto seq = ana.post("general", "hola");
  for (workchat_session* session :
       {static_cast<workchat_session*>(ana), static_cast<workchat_session*>(beto)}) {
    const Heard heard = next(session, "message");
    CHECK(heard.text() == "hola");
    CHECK(workchat_event_seq(heard) == seq);
    CHECK(std::string_view(workchat_event_room(heard)) == "general");
    CHECK(std::string_view(workchat_event_user_name(heard)) == "ana");
    CHECK(std::string_view(workchat_event_user_id(heard)) == workchat_session_user_id(ana));
    CHECK(contains(heard.json(), R"("type":"message")"));
  }
}

TEST_CASE("a text goes by its length, and is no command") {
  const Chat chat;
  Listener bot(chat, "bot");
  bot.join("general");
  bot.post("general", std::string_view("/users and more", 6));
  CHECK(next(bot, "message").text() == "/users");
  bot.post("general", std::string_view("a\0b", 3));
  const Heard heard = next(bot, "message");
  CHECK(heard.text() == "a");
  CHECK(contains(heard.json(), R"("text":"a\u0000b")"));
}

TEST_CASE("a text that is blank or no UTF-8 is invalid") {
  const Chat chat;
  Listener bot(chat, "bot");
  bot.join("general");
  std::int64_t seq = 7;
  for (const std::string_view text : {"", " \n", "\xff", "\xed\xa0\x80", "a\xc3"}) {
    CHECK(workchat_session_post(&seq, bot, "general", text.data(), text.size()) == WORKCHAT_E_INVALID);
    CHECK(contains(workchat_last_error_json(), R"("field":"text")"));
  }
  CHECK(seq == 7);
}

TEST_CASE("a room that is not there cannot be joined or posted to (S4-16)") {
  const Chat chat;
  const Listener bot(chat, "bot");
  CHECK(workchat_session_join(bot, "nowhere") == WORKCHAT_E_NOT_FOUND);
  CHECK(workchat_session_post(nullptr, bot, "nowhere", "a", 1) == WORKCHAT_E_NOT_FOUND);
  CHECK(workchat_session_join(bot, "\xff") < 0);
}

TEST_CASE("next gives up when its time is over") {
  const Chat chat;
  const Listener bot(chat, "bot");
  workchat_event* event = nullptr;
  CHECK(workchat_session_next(&event, bot, 0) == WORKCHAT_E_TIMEOUT);
  CHECK(workchat_session_next(&event, bot, 10) == WORKCHAT_E_TIMEOUT);
  CHECK(event == nullptr);
}

TEST_CASE("ending a session lets a next that waits without end return") {
  const Chat chat;
  const Listener bot(chat, "bot");
  std::thread listening([&] { CHECK(drain(bot, -1) == WORKCHAT_E_CLOSED); });
  workchat_session_end(bot);
  listening.join();
}

TEST_CASE("the descriptor is readable when there is an event, until all were taken") {
  const Chat chat;
  Listener bot(chat, "bot");
  bot.join("general");
  int descriptor = -1;
  REQUIRE(workchat_session_descriptor(&descriptor, bot) == WORKCHAT_OK);
  int again = -1;
  REQUIRE(workchat_session_descriptor(&again, bot) == WORKCHAT_OK);
  CHECK(again == descriptor);

  CHECK(drain(bot) == WORKCHAT_E_TIMEOUT);
  CHECK_FALSE(readable(descriptor, 0));
  bot.post("general", "hola");
  CHECK(readable(descriptor, static_cast<int>(patience_ms)));
  CHECK(next(bot, "message").text() == "hola");

  drain(bot);
  workchat_session_end(bot);
  CHECK(readable(descriptor, static_cast<int>(patience_ms)));
  CHECK(drain(bot) == WORKCHAT_E_CLOSED);
  CHECK(readable(descriptor, 0));
}

TEST_CASE("many threads post through one session, and one hears all of it, once, in order") {
  constexpr int threads = 4;
  constexpr int each = 50;
  const Chat chat;
  Listener bot(chat, "bot");
  bot.join("general");
  std::thread posting[threads];
  for (auto& thread : posting) {
    thread = std::thread([&] {
      for (int i = 0; i < each; ++i) workchat_session_post(nullptr, bot, "general", "hola", 4);
    });
  }
  std::int64_t last = 0;
  for (int i = 0; i < threads * each; ++i) {
    const std::int64_t seq = workchat_event_seq(next(bot, "message"));
    CHECK(seq > last);
    last = seq;
  }
  for (auto& thread : posting) thread.join();
}
