#include <algorithm>
#include <optional>
#include <vector>

#include "base/cursor.hpp"
#include "base/encoding.hpp"
#include "protocol/write.hpp"
#include "server/event_stream.hpp"
#include "server/io_thread.hpp"
#include "server/routes.hpp"
#include "server/sse.hpp"

namespace workchat::server {
namespace {

/// Everything a user follows, in the store's common order; each id is `<store epoch>-<pos>`.
class Notifications final : public EventStream, public Follower {
 public:
  Notifications(Connection& connection, SessionOpened session, TimeMs expires_at, std::string_view last_id)
      : EventStream(connection, std::move(session), expires_at),
        cursor_(read_id(last_id).value_or(opened().pos), opened().pos) {
    if (!last_id.empty() && !read_id(last_id)) say(reset_event(id_of(opened().pos)), Urgency::answer);
    listen();
  }
  ~Notifications() override { leave(); }

  void on_begin() override {
    EventStream::on_begin();
    read_on();
  }
  void on_drained() override { read_on(); }

  void on_attach(RoomKey room, Seq head) override {
    thread().feeds().at(room, head).add(static_cast<Follower&>(*this));
    rooms_.push_back(room);
  }
  void on_detach(RoomKey room) override {
    rooms_.erase(std::remove(rooms_.begin(), rooms_.end(), room), rooms_.end());
    RoomFeed* feed = thread().feeds().find(room);
    if (!feed) return;
    feed->remove(static_cast<Follower&>(*this));
    thread().feeds().release(*feed);
  }
  void on_direct(const EventPtr& event) override { on_event(event, protocol::write_event(*event)); }
  void on_event(const EventPtr& event, const std::string& json) override {
    if (cursor_.offer(event) && !is_own_typing(*event, opened().user.id)) {
      std::string bytes;
      append(bytes, event->entry.get(), name_of(*event), json);
      say(std::move(bytes), event->ephemeral() ? Urgency::ephemeral : Urgency::event);
    }
    read_on();
  }
  void on_lost() override {
    cursor_.lost();
    read_on();
  }

 protected:
  void on_leave() override {
    while (!rooms_.empty()) on_detach(rooms_.back());
  }

 private:
  std::string id_of(Pos pos) const { return opened().epoch + "-" + std::to_string(pos); }

  // Of this store, and not from its future.
  std::optional<Pos> read_id(std::string_view id) const {
    const std::size_t dash = id.rfind('-');
    if (dash == std::string_view::npos || id.substr(0, dash) != opened().epoch) return std::nullopt;
    const auto pos = base::to_integer(id.substr(dash + 1));
    if (!pos || *pos < 0 || *pos > opened().pos) return std::nullopt;
    return *pos;
  }

  void append(std::string& out, const Entry* entry, std::string_view type, std::string_view json) const {
    if (entry && !entry->audience.empty() && entry->audience != opened().user.id) return;
    append_sse(out, type, entry ? id_of(entry->pos) : std::string(), json);
  }

  void read_on() {
    if (!cursor_.needs_read() || connection().waiting() > thread().low_water()) return;
    cursor_.start_read();
    asker_.ask(caller(), verb::ReadFeed{cursor_.position(), thread().limits().page},
               [this](const Result<Answer>& answer) { take(answer); });
  }

  void take(const Result<Answer>& answer) {
    if (!answer) {
      cursor_.read_failed();
      return connection().give_up();  // its reader comes again with its last id
    }
    const Feed& feed = std::get<Feed>(answer->value);
    std::string bytes;
    cursor_.page(feed.entries, feed.through, feed.more, [&](const Entry& entry) {
      append(bytes, &entry, name_of(entry.type), protocol::write_entry(entry));
    });
    if (!bytes.empty()) say(std::move(bytes), Urgency::answer);
    read_on();
  }

  base::FeedCursor cursor_;
  std::vector<RoomKey> rooms_;
};

}  // namespace

void serve_notifications(const std::shared_ptr<Exchange>& exchange) {
  Result<Who> who = authenticate(exchange->request(), exchange->origin(), exchange->engine(), true);
  if (!who) return exchange->refuse(who.error());
  if (exchange->request().method == "HEAD")
    return exchange->answer({200, "text/event-stream; charset=utf-8"});
  exchange->thread().sessions().open(
      who->caller, true, exchange->life(), [exchange, until = who->expires_at](const Result<Answer>& answer) {
        if (!answer) return exchange->refuse(answer.error());
        auto stream =
            std::make_unique<Notifications>(exchange->connection(), std::get<SessionOpened>(answer->value),
                                            until, last_event_id(exchange->request()));
        exchange->hand_over(event_stream_head(exchange->connection()), std::move(stream));
      });
}

}  // namespace workchat::server
