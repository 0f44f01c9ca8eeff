#include "server/ws_session.hpp"

#include "protocol/write.hpp"
#include "server/io_thread.hpp"
#include "server/refusal.hpp"

namespace workchat::server {

WsSession::WsSession(Connection& connection, Voice& voice, SessionKey session, UserId user,
                     std::string address, Form form)
    : thread_(connection.thread()),
      voice_(voice),
      address_(std::move(address)),
      asker_(thread_.asks()),
      seats_(connection, asker_, session, std::move(user), form) {
  thread_.sessions().listen(session, *this);
}

WsSession::~WsSession() {
  leave();
}

void WsSession::leave() {
  if (std::exchange(left_, true)) return;
  asker_.stop();
  seats_.clear();
  thread_.sessions().close(seats_.session());
}

Caller WsSession::caller() const {
  Caller caller;
  caller.session = seats_.session();
  caller.address = address_;
  return caller;
}

WsSession::Outcome WsSession::says_error(std::string id, Done done) {
  return [this, id = std::move(id), done = std::move(done)](const Error* refused) {
    if (refused) voice_.say(protocol::write_error(id, *refused), Urgency::answer);
    done();
  };
}

void WsSession::join(std::string id, protocol::JoinAsk ask, Done done) {
  asker_.ask(caller(), std::move(ask.join),
             [this, id, history = ask.history,
              outcome = says_error(id, std::move(done))](const Result<Answer>& answer) {
               if (!answer) return outcome(&answer.error());
               enter(id, std::get<Joined>(answer->value), history, outcome);
             });
}

void WsSession::joined(const Joined& joined, std::int64_t history) {
  enter({}, joined, history, says_error({}, [] {}));
}

void WsSession::resume(std::string id, const protocol::Resume& ask, Done done) {
  const auto refused = std::make_shared<std::vector<std::pair<std::string, Error>>>();
  // The last of the rooms to be answered says `ok`.
  const std::shared_ptr<void> end(nullptr, [this, id, done, refused, life = asker_.life()](void*) {
    if (life.expired()) return;
    if (!id.empty()) voice_.say(protocol::write_ok_resumed(id, *refused), Urgency::answer);
    done();
  });
  for (const protocol::ResumeRoom& room : ask.rooms) {
    verb::Join verb;
    verb.room = room.room;
    verb.resume = true;
    verb.epoch = room.epoch;
    verb.after = room.after;
    const Outcome outcome = [this, id, name = room.room, refused, end](const Error* error) {
      if (!error) return;
      refused->emplace_back(name, *error);
      // Nobody waits for an answer that could carry it.
      if (id.empty()) voice_.say(protocol::write_error(id, *error), Urgency::answer);
    };
    asker_.ask(caller(), std::move(verb), [this, id, outcome](const Result<Answer>& answer) {
      if (!answer) return outcome(&answer.error());
      enter(id, std::get<Joined>(answer->value), protocol::JoinAsk{}.history, outcome);
    });
  }
}

void WsSession::enter(const std::string& id, const Joined& joined, std::int64_t history, Outcome outcome) {
  Seat* seat = joined.key == me_room ? &seats_.sit_in_own_log() : seats_.find(joined.key);
  if (!seat) {  // put out again before the answer came
    const Error error = refusal(Errc::forbidden, "no longer a member", "member_only");
    return outcome(&error);
  }
  seat->feed->flush();
  seat->held = true;
  if (joined.recovered) return speak(id, joined, nullptr, outcome);
  if (history > 0) return write_joined_page(id, joined, history, std::move(outcome));
  const Page nothing;
  speak(id, joined, &nothing, outcome);
}

void WsSession::write_joined_page(const std::string& id, const Joined& joined, std::int64_t history,
                                  Outcome outcome) {
  verb::History verb;
  verb.room = pinned(joined.room);
  verb.before = joined.from + 1;
  verb.limit = history;
  asker_.ask(caller(), std::move(verb),
             [this, id, joined, outcome = std::move(outcome)](const Result<Answer>& answer) {
               if (answer) return speak(id, joined, &std::get<Page>(answer->value), outcome);
               // A join that is answered with an error leaves nobody listening.
               asker_.ask(caller(), verb::Unlisten{pinned(joined.room)}, [](const Result<Answer>&) {});
               outcome(&answer.error());
             });
}

void WsSession::speak(const std::string& id, const Joined& joined, const Page* page, const Outcome& outcome) {
  voice_.say(protocol::write_joined(id, joined, page, thread_.limits()), Urgency::answer);
  if (Seat* seat = seats_.find(joined.key)) seats_.release(*seat, joined);
  outcome(nullptr);
}

void WsSession::on_attach(RoomKey room, Seq head) {
  seats_.attach(room, head);
}

void WsSession::on_detach(RoomKey room) {
  seats_.detach(room);
}

void WsSession::on_direct(const EventPtr& event) {
  if (event->room_key == me_room && event->entry && seats_.tell_own_log(event)) return;
  voice_.say(protocol::write_event(*event), event->ephemeral() ? Urgency::ephemeral : Urgency::event);
}

void WsSession::on_session_end(CloseReason reason) {
  voice_.session_over(reason);
}

void WsSession::on_lost() {
  seats_.lost();
}

}  // namespace workchat::server
