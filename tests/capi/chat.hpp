#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "workchat.h"

namespace capi_test {

/// Generous, for a busy machine and sanitizers: a test that waits so long has failed.
constexpr std::int64_t patience_ms = 20000;

/// A chat in memory, without rates, for one test.
class Chat {
 public:
  explicit Chat(const char* options = R"({"limits":{"rate":"off"}})") {
    REQUIRE_MESSAGE(workchat_engine_open(&engine_, options) == WORKCHAT_OK,
                    std::string(workchat_last_error()));
  }
  ~Chat() { close(); }
  Chat(const Chat&) = delete;
  Chat& operator=(const Chat&) = delete;

  operator workchat_engine*() const { return engine_; }
  void close() {
    workchat_engine_close(engine_);
    engine_ = nullptr;
  }

 private:
  workchat_engine* engine_ = nullptr;
};

class Listener {
 public:
  Listener(workchat_engine* engine, const char* name) {
    REQUIRE_MESSAGE(workchat_session_open(&session_, engine, name) == WORKCHAT_OK,
                    std::string(workchat_last_error()));
  }
  ~Listener() { workchat_session_close(session_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  operator workchat_session*() const { return session_; }

  void join(const char* room) {
    REQUIRE_MESSAGE(workchat_session_join(session_, room) == WORKCHAT_OK, std::string(workchat_last_error()));
  }
  std::int64_t post(const char* room, std::string_view text) {
    std::int64_t seq = 0;
    const int result = workchat_session_post(&seq, session_, room, text.data(), text.size());
    REQUIRE_MESSAGE(result == WORKCHAT_OK, std::string(workchat_last_error()));
    return seq;
  }
  /// The answer to a command that is expected to be done.
  std::string call(std::string_view command) {
    char* answer = nullptr;
    const int result = workchat_session_call(&answer, session_, command.data(), command.size());
    REQUIRE_MESSAGE(result == WORKCHAT_OK, std::string(workchat_last_error()));
    const std::string text = answer;
    workchat_string_free(answer);
    return text;
  }
  /// The code of a command that is expected to be refused.
  int refusal(std::string_view command) {
    char* answer = nullptr;
    const int result = workchat_session_call(&answer, session_, command.data(), command.size());
    CHECK(result < 0);
    CHECK(answer == nullptr);
    workchat_string_free(answer);
    return result;
  }

 private:
  workchat_session* session_ = nullptr;
};

class Heard {
 public:
  explicit Heard(workchat_event* event) : event_(event) {}
  ~Heard() { workchat_event_free(event_); }
  Heard(Heard&& other) noexcept : event_(other.event_) { other.event_ = nullptr; }
  Heard(const Heard&) = delete;
  Heard& operator=(const Heard&) = delete;

  operator workchat_event*() const { return event_; }
  std::string_view type() const { return workchat_event_type(event_); }
  std::string_view text() const { return workchat_event_text(event_); }
  std::string_view json() const { return workchat_event_json(event_); }

 private:
  workchat_event* event_;
};

/// The next event of this type; those before it are let go.
inline Heard next(workchat_session* session, std::string_view type) {
  for (;;) {
    workchat_event* event = nullptr;
    const int result = workchat_session_next(&event, session, patience_ms);
    REQUIRE_MESSAGE(result == WORKCHAT_OK, std::string(workchat_last_error()));
    Heard heard(event);
    if (heard.type() == type) return heard;
  }
}

inline bool contains(std::string_view text, std::string_view part) {
  const bool found = text.find(part) != std::string_view::npos;
  if (!found) MESSAGE("no " << std::string(part) << " in " << std::string(text));
  return found;
}

/// A folder that goes with the test.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "workchat-capi-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  /// Engine options that keep the chat here.
  std::string options() const { return R"({"store":"sqlite:)" + path_.string() + R"("})"; }

 private:
  std::filesystem::path path_;
};

}  // namespace capi_test
