#include "base/encoding.hpp"
#include "protocol/read.hpp"
#include "server/event_stream.hpp"
#include "server/io_thread.hpp"
#include "server/refusal.hpp"
#include "server/routes.hpp"
#include "server/seats.hpp"

namespace workchat::server {
namespace {

/// One room's entries as they come; each id is the seq.
class RoomStream final : public EventStream {
 public:
  RoomStream(Connection& connection, SessionOpened session, TimeMs expires_at)
      : EventStream(connection, std::move(session), expires_at),
        seats_(connection, asker_, opened().session, opened().user.id, Form::stream) {
    listen();
  }
  ~RoomStream() override { leave(); }

  Caller who() const { return caller(); }
  /// `anew`: where the reader stopped is not known.
  void joined(const Joined& joined, bool anew) {
    Seat* seat = joined.key == me_room ? &seats_.sit_in_own_log() : seats_.find(joined.key);
    if (!seat) return on_stop();
    if (anew || !joined.recovered) say(reset_event(std::to_string(joined.from)), Urgency::answer);
    seats_.release(*seat, joined);
  }

  void on_drained() override { seats_.read_on(); }
  void on_attach(RoomKey room, Seq head) override { seats_.attach(room, head); }
  void on_detach(RoomKey room) override {
    seats_.detach(room);
    on_stop();  // the one room of this stream
  }
  void on_direct(const EventPtr& event) override {
    if (event->room_key == me_room) seats_.tell_own_log(event);
  }
  void on_lost() override { seats_.lost(); }

 protected:
  void on_leave() override { seats_.clear(); }

 private:
  Seats seats_;
};

struct RoomStreamOpening {
  std::shared_ptr<Exchange> exchange;
  Who who;
  verb::Join join;
  bool anew;
  std::shared_ptr<Connection> connection;
  std::unique_ptr<RoomStream> stream = nullptr;
};
using OpeningPtr = std::shared_ptr<RoomStreamOpening>;

void begin(const OpeningPtr& opening, const Result<Answer>& answer) {
  if (!answer) {
    opening->stream.reset();
    return opening->exchange->refuse(answer.error());
  }
  RoomStream& stream = *opening->stream;
  opening->exchange->hand_over(event_stream_head(*opening->connection), std::move(opening->stream));
  stream.joined(std::get<Joined>(answer->value), opening->anew);
}

void open(const OpeningPtr& opening, const Result<Answer>& answer) {
  if (!answer) return opening->exchange->refuse(answer.error());
  opening->stream = std::make_unique<RoomStream>(*opening->connection, std::get<SessionOpened>(answer->value),
                                                 opening->who.expires_at);
  opening->exchange->ask(opening->stream->who(), opening->join,
                         [opening](const Result<Answer>& joined) { begin(opening, joined); });
}

// A stream must not make a member of anybody: it resumes, which only members can.
void check(const OpeningPtr& opening, const Result<Answer>& answer) {
  if (!answer) return opening->exchange->refuse(answer.error());
  const RoomView& room = std::get<RoomView>(answer->value);
  if (room.role < Role::member) {
    return opening->exchange->refuse(refusal(Errc::forbidden, "members only", "member_only"));
  }
  if (opening->exchange->request().method == "HEAD") {
    return opening->exchange->answer({200, "text/event-stream; charset=utf-8"});
  }
  opening->join.room = pinned(room);
  opening->join.epoch = room.epoch;
  if (opening->join.after < 0) opening->join.after = room.head;
  opening->exchange->thread().sessions().open(
      opening->who.caller, false, opening->exchange->life(),
      [opening](const Result<Answer>& opened) { open(opening, opened); });
}

// Where the reader stopped; -1: it wants what comes from now on, or says nothing that is a position.
Seq read_after(const HttpRequest& request, const std::string& last_id) {
  const std::string after = last_id.empty() ? protocol::query_value(request.query, "after") : last_id;
  return base::to_integer(after).value_or(-1);
}

// The stream takes the fields of the page that it is otherwise.
Result<protocol::Ask> read_fields(const Exchange& exchange) {
  const HttpRequest& request = exchange.request();
  const protocol::RestRequest call{exchange.method(), request.path, request.query, {}, {}};
  return protocol::read_rest(call, exchange.engine().limits(), exchange.language());
}

}  // namespace

void serve_room_stream(const std::shared_ptr<Exchange>& exchange, std::string room) {
  Result<Who> who = authenticate(exchange->request(), exchange->origin(), exchange->engine(), true);
  if (!who) return exchange->refuse(who.error());
  const Result<protocol::Ask> fields = read_fields(*exchange);
  if (!fields) return exchange->refuse(fields.error());
  const std::string last_id = last_event_id(exchange->request());
  verb::Join join;
  join.room = std::move(room);
  join.resume = true;
  join.after = read_after(exchange->request(), last_id);
  const bool anew = !last_id.empty() && join.after < 0;
  const auto opening = std::make_shared<RoomStreamOpening>(RoomStreamOpening{
      exchange, std::move(*who), std::move(join), anew, exchange->connection().shared_from_this()});
  exchange->ask(opening->who.caller, verb::GetRoom{opening->join.room},
                [opening](const Result<Answer>& answer) { check(opening, answer); });
}

}  // namespace workchat::server
