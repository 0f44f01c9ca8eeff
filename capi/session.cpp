#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "failure.hpp"
#include "handles.hpp"

namespace {

using std::chrono::milliseconds;
using workchat::Errc;
using workchat::Error;
using workchat::EventPtr;
using workchat::capi::contained;
using workchat::capi::fail;
using workchat::capi::guarded;
using workchat::capi::missing;
using workchat::capi::WakeDescriptor;

// A clock cannot count to the end of time.
constexpr milliseconds longest_wait = std::chrono::hours(24 * 365);

std::shared_ptr<WakeDescriptor> descriptor_of(workchat_session& session) {
  const std::lock_guard<std::mutex> hold(session.lock);
  return session.descriptor;
}

EventPtr wait_for_event(workchat::Session& session, std::int64_t timeout_ms) {
  const bool endless = timeout_ms < 0;
  const auto wait = endless ? longest_wait : std::min(milliseconds(timeout_ms), longest_wait);
  EventPtr event;
  do event = session.next(wait);
  while (endless && !event && !session.closed());
  return event;
}

struct Taken {
  EventPtr event;
  bool over;  ///< nothing will come after this
};

/// Looks once more after the wait: for what came with the session's end, and, with a descriptor, for what
/// came before it was cleared.
Taken take_event(workchat_session& session, std::int64_t timeout_ms) {
  if (EventPtr event = wait_for_event(session.session, timeout_ms)) return {std::move(event), false};
  const auto descriptor = descriptor_of(session);
  if (descriptor) descriptor->clear();
  const bool closed = session.session.closed();
  EventPtr event = session.session.next(milliseconds(0));
  // The end of a session stays readable, so that no loop sleeps on it.
  if (descriptor && (event || closed)) descriptor->raise();
  return {std::move(event), closed};
}

}  // namespace

int workchat_session_open(workchat_session** out_session, workchat_engine* engine, const char* name) {
  if (!out_session) return missing("out_session");
  *out_session = nullptr;
  if (!engine) return missing("engine");
  if (!name) return missing("name");
  return guarded([&]() -> int {
    auto session = engine->engine.connect(workchat::Identity{name});
    if (!session) return fail(session.error());
    workchat::User user = session->user();
    *out_session = new workchat_session{*std::move(session), std::move(user.id), std::move(user.name)};
    return WORKCHAT_OK;
  });
}

void workchat_session_end(workchat_session* session) {
  if (session) contained([&] { session->session.close(); });
}

void workchat_session_close(workchat_session* session) {
  workchat_session_end(session);
  delete session;
}

const char* workchat_session_user_id(const workchat_session* session) {
  return session ? session->user_id.c_str() : nullptr;
}

const char* workchat_session_user_name(const workchat_session* session) {
  return session ? session->user_name.c_str() : nullptr;
}

int workchat_session_join(workchat_session* session, const char* room) {
  if (!session) return missing("session");
  if (!room) return missing("room");
  return guarded([&] {
    auto joined = session->session.join(room);
    return joined ? WORKCHAT_OK : fail(joined.error());
  });
}

int workchat_session_post(int64_t* out_seq, workchat_session* session, const char* room, const char* text,
                          size_t length) {
  if (!session) return missing("session");
  if (!room) return missing("room");
  if (!text) return missing("text");
  return guarded([&]() -> int {
    workchat::verb::Post post;
    post.room = room;
    post.text.assign(text, length);
    auto answer = session->session.call(std::move(post));
    if (!answer) return fail(answer.error());
    if (out_seq) *out_seq = std::get<workchat::Receipt>(answer->value).seq;
    return WORKCHAT_OK;
  });
}

int workchat_session_next(workchat_event** out_event, workchat_session* session, int64_t timeout_ms) {
  if (!out_event) return missing("out_event");
  *out_event = nullptr;
  if (!session) return missing("session");
  return guarded([&]() -> int {
    Taken taken = take_event(*session, timeout_ms);
    if (taken.event) {
      std::string type(name_of(*taken.event));
      *out_event = new workchat_event{std::move(taken.event), std::move(type)};
      return WORKCHAT_OK;
    }
    if (taken.over) return fail(Error{Errc::closed, "the session is over", {}, {}, 0});
    return fail(Error{Errc::timeout, "no event in this time", {}, {}, 0});
  });
}

int workchat_session_descriptor(int* out_descriptor, workchat_session* session) {
  if (!out_descriptor) return missing("out_descriptor");
  if (!session) return missing("session");
  return guarded([&]() -> int {
    const std::lock_guard<std::mutex> hold(session->lock);
    if (!session->descriptor) {
      auto made = WakeDescriptor::make();
      if (!made) return fail(made.error());
      session->descriptor = *made;
      session->session.on_wake([descriptor = *made] { descriptor->raise(); });
    }
    *out_descriptor = session->descriptor->number();
    return WORKCHAT_OK;
  });
}
