#include <thread>

#include <workchat/error.hpp>
#include <workchat/version.hpp>

#include "chat.hpp"

using namespace capi_test;

TEST_CASE("every error code of the header is the one of the error table") {
  using workchat::Errc;
  const std::pair<int, Errc> codes[] = {
      {WORKCHAT_E_BAD_REQUEST, Errc::bad_request},
      {WORKCHAT_E_UNAUTHENTICATED, Errc::unauthenticated},
      {WORKCHAT_E_FORBIDDEN, Errc::forbidden},
      {WORKCHAT_E_NOT_FOUND, Errc::not_found},
      {WORKCHAT_E_METHOD_NOT_ALLOWED, Errc::method_not_allowed},
      {WORKCHAT_E_TIMEOUT, Errc::timeout},
      {WORKCHAT_E_CONFLICT, Errc::conflict},
      {WORKCHAT_E_TRIMMED, Errc::trimmed},
      {WORKCHAT_E_TOO_LARGE, Errc::too_large},
      {WORKCHAT_E_UNSUPPORTED_MEDIA_TYPE, Errc::unsupported_media_type},
      {WORKCHAT_E_INVALID, Errc::invalid},
      {WORKCHAT_E_UNKNOWN_COMMAND, Errc::unknown_command},
      {WORKCHAT_E_WRONG_PASSWORD, Errc::wrong_password},
      {WORKCHAT_E_RATE_LIMITED, Errc::rate_limited},
      {WORKCHAT_E_INTERNAL, Errc::internal},
      {WORKCHAT_E_OVERLOADED, Errc::overloaded},
      {WORKCHAT_E_UNAVAILABLE, Errc::unavailable},
      {WORKCHAT_E_CLOSED, Errc::closed},
  };
  for (const auto& [code, errc] : codes) CHECK(code == workchat::describe(errc).c_value);
  CHECK(std::size(codes) == static_cast<std::size_t>(Errc::closed) + 1);
}

TEST_CASE("a missing argument is invalid, and the error names it") {
  const Chat chat;
  const Listener bot(chat, "bot");
  workchat_engine* engine = nullptr;
  workchat_session* session = nullptr;
  workchat_event* event = nullptr;
  char* answer = nullptr;
  int descriptor = 0;

  CHECK(workchat_engine_open(nullptr, "{}") == WORKCHAT_E_INVALID);
  CHECK(workchat_engine_listen(nullptr, ":0") == WORKCHAT_E_INVALID);
  CHECK(workchat_engine_listen(chat, nullptr) == WORKCHAT_E_INVALID);
  CHECK(workchat_session_open(nullptr, chat, "bot") == WORKCHAT_E_INVALID);
  CHECK(workchat_session_open(&session, nullptr, "bot") == WORKCHAT_E_INVALID);
  CHECK(workchat_session_open(&session, chat, nullptr) == WORKCHAT_E_INVALID);
  CHECK(workchat_session_join(nullptr, "general") == WORKCHAT_E_INVALID);
  CHECK(workchat_session_join(bot, nullptr) == WORKCHAT_E_INVALID);
  CHECK(workchat_session_post(nullptr, nullptr, "general", "a", 1) == WORKCHAT_E_INVALID);
  CHECK(workchat_session_post(nullptr, bot, nullptr, "a", 1) == WORKCHAT_E_INVALID);
  CHECK(workchat_session_post(nullptr, bot, "general", nullptr, 1) == WORKCHAT_E_INVALID);
  CHECK(workchat_session_call(&answer, nullptr, "{}", 2) == WORKCHAT_E_INVALID);
  CHECK(workchat_session_call(&answer, bot, nullptr, 2) == WORKCHAT_E_INVALID);
  CHECK(workchat_session_next(nullptr, bot, 0) == WORKCHAT_E_INVALID);
  CHECK(workchat_session_next(&event, nullptr, 0) == WORKCHAT_E_INVALID);
  CHECK(workchat_session_descriptor(nullptr, bot) == WORKCHAT_E_INVALID);
  CHECK(workchat_session_descriptor(&descriptor, nullptr) == WORKCHAT_E_INVALID);
  CHECK(contains(workchat_last_error_json(), R"("field":"session")"));
  CHECK((engine == nullptr && session == nullptr && event == nullptr && answer == nullptr));
}

TEST_CASE("giving back NULL does nothing, and asking of NULL gives NULL") {
  workchat_engine_close(nullptr);
  workchat_session_end(nullptr);
  workchat_session_close(nullptr);
  workchat_event_free(nullptr);
  workchat_string_free(nullptr);
  CHECK(workchat_engine_port(nullptr) == 0);
  CHECK(workchat_session_user_id(nullptr) == nullptr);
  CHECK(workchat_session_user_name(nullptr) == nullptr);
  CHECK(workchat_event_type(nullptr) == nullptr);
  CHECK(workchat_event_room(nullptr) == nullptr);
  CHECK(workchat_event_seq(nullptr) == 0);
  CHECK(workchat_event_user_id(nullptr) == nullptr);
  CHECK(workchat_event_user_name(nullptr) == nullptr);
  CHECK(workchat_event_text(nullptr) == nullptr);
  CHECK(workchat_event_json(nullptr) == nullptr);
}

TEST_CASE("a call that fails sets its output to NULL") {
  const Chat chat;
  const Listener bot(chat, "bot");
  workchat_session* session = bot;
  CHECK(workchat_session_open(&session, chat, "two words") == WORKCHAT_E_INVALID);
  CHECK(session == nullptr);
  workchat_engine* engine = chat;
  CHECK(workchat_engine_open(&engine, "[]") == WORKCHAT_E_BAD_REQUEST);
  CHECK(engine == nullptr);
}

TEST_CASE("the last failure is each thread's own, and stays until the next") {
  const Chat chat;
  CHECK(workchat_engine_listen(chat, nullptr) == WORKCHAT_E_INVALID);
  const std::string before = workchat_last_error();
  CHECK(before == "address is NULL");
  std::thread([&] {
    CHECK(std::string(workchat_last_error()) == "");
    CHECK(std::string(workchat_last_error_json()) == "{}");
    workchat_session_join(nullptr, "general");
    CHECK(std::string(workchat_last_error()) == "session is NULL");
  }).join();
  const Listener bot(chat, "bot");
  CHECK(workchat_last_error() == before);
}

TEST_CASE("the version is the library's") {
  CHECK(workchat_version() == workchat::version());
}
