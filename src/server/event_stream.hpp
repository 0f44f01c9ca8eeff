#pragma once

#include <memory>
#include <string>

#include "server/connection.hpp"
#include "server/exchange.hpp"
#include "server/sessions.hpp"

namespace workchat::server {

/// A response that stays open (protocol section 4): what all event streams have in common.
class EventStream : public Conversation, public Listener {
 public:
  EventStream(Connection& connection, SessionOpened opened, TimeMs expires_at);
  ~EventStream() override;

  /// Bytes of the stream; before the response has begun they wait.
  void say(std::string bytes, Urgency urgency);

  void on_begin() override;
  void on_bytes(char*, std::size_t) override {}  // a reader has nothing more to say
  void on_end() override { connection_.cut(); }
  void on_due(TimeMs now) override;
  void on_slow() override { connection_.cut(); }  // and comes again with its last id
  void on_stop() override;
  void on_gone() override { leave(); }
  void on_session_end(CloseReason) override { on_stop(); }

 protected:
  Caller caller() const;
  const SessionOpened& opened() const { return opened_; }
  IoThread& thread() { return thread_; }
  Connection& connection() { return connection_; }
  /// Nothing is heard any more. Called once.
  virtual void on_leave() = 0;
  /// Derived classes listen at the end of their construction, and leave at its undoing.
  void listen();
  void leave();

  Asker asker_;

 private:
  void arm();

  IoThread& thread_;
  Connection& connection_;
  SessionOpened opened_;
  TimeMs expires_at_;
  TimeMs comment_at_ = 0;
  std::string early_;
  bool begun_ = false;
  bool left_ = false;
};

/// The head of the response.
std::string event_stream_head(const Connection& connection);
/// `Last-Event-ID`, from the header or `?last_event_id=`.
std::string last_event_id(const HttpRequest& request);
/// Says that what was before is not what follows.
std::string reset_event(std::string_view id);

}  // namespace workchat::server
