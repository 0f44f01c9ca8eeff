#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "failure.hpp"
#include "handles.hpp"
#include "protocol/read.hpp"
#include "protocol/write.hpp"
#include "text.hpp"

namespace {

using workchat::Errc;
using workchat::Error;
using workchat::Result;
using workchat::Session;
namespace commands = workchat::commands;
namespace protocol = workchat::protocol;
namespace verb = workchat::verb;

using Frame = Result<std::string>;

constexpr auto language = commands::Language::en;

/// Does what a frame asks, for a session, and writes the frame that answers it.
class Caller {
 public:
  Caller(workchat_session& session, std::string_view id, const commands::Command* command)
      : session_(session.session), limits_(session.session.limits()), id_(id), command_(command) {}

  Frame operator()(workchat::Verb& asked) {
    auto answer = session_.call(std::move(asked));
    if (!answer) return std::move(answer).error();
    return protocol::write_ok(id_, *answer, command_);
  }

  Frame operator()(protocol::JoinAsk& asked) {
    auto& join = asked.join;
    auto room = session_.join(join.room, {std::move(join.password), std::move(join.epoch), join.after});
    if (!room) return std::move(room).error();
    const workchat::Joined& joined = room->joined();
    // A recovered listener is given the entries it lacks as events.
    if (join.resume && joined.recovered) return protocol::write_joined(id_, joined, nullptr, limits_);
    auto page = latest(joined, asked.history);
    if (!page) return std::move(page).error();
    return protocol::write_joined(id_, joined, &*page, limits_);
  }

  Frame operator()(protocol::SlashAsk& asked) {
    auto& ask = asked.slash.ask;
    if (const auto* text = std::get_if<std::string>(&ask)) return protocol::write_ok_notice(id_, *text);
    auto answer = session_.call(std::get<workchat::Verb>(ask));
    if (!answer) return std::move(answer).error();
    return protocol::write_ok_slash(id_, say(asked.slash, *answer, language), *answer, command_);
  }

  Frame operator()(protocol::Ping&) { return protocol::write_pong(id_); }
  Frame operator()(protocol::Resume&) { return of_a_connection("join with \"epoch\" and \"after\" instead"); }
  Frame operator()(protocol::Auth&) { return of_a_connection("the host has vouched for this session"); }

 private:
  static Frame of_a_connection(std::string_view advice) {
    return Error{Errc::bad_request, "a command of a connection: " + std::string(advice), {}, {}, 0};
  }

  /// What stands before the first event that the listener will hear.
  Result<workchat::Page> latest(const workchat::Joined& joined, std::int64_t limit) {
    if (limit == 0) return workchat::Page{};
    verb::History history;
    history.room = workchat::pinned(joined.room);
    history.before = joined.from + 1;
    history.limit = limit;
    auto answer = session_.call(std::move(history));
    if (!answer) return std::move(answer).error();
    return std::get<workchat::Page>(std::move(answer->value));
  }

  Session& session_;
  const workchat::Limits& limits_;
  std::string_view id_;
  const commands::Command* command_;  ///< null for what the engine is not asked
};

}  // namespace

int workchat_session_call(char** out_json, workchat_session* session, const char* command_json,
                          size_t length) {
  using workchat::capi::fail;
  using workchat::capi::missing;
  if (out_json) *out_json = nullptr;
  if (!session) return missing("session");
  if (!command_json) return missing("command_json");
  return workchat::capi::guarded([&]() -> int {
    auto frame = protocol::read_frame({command_json, length}, session->session.limits(), language);
    if (!frame.ask) return fail(frame.ask.error());
    Caller caller(*session, frame.id, frame.ask->command);
    Frame answer = std::visit(caller, frame.ask->what);
    if (!answer) return fail(answer.error());
    if (out_json) *out_json = workchat::capi::copy_out(*answer);
    return WORKCHAT_OK;
  });
}
