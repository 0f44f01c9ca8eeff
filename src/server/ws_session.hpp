#pragma once

#include <functional>
#include <memory>
#include <string>

#include "protocol/read.hpp"
#include "server/seats.hpp"
#include "server/sessions.hpp"

namespace workchat::server {

/// Where a session's words go.
class Voice {
 public:
  virtual ~Voice() = default;
  /// One text frame.
  virtual void say(std::string json, Urgency urgency) = 0;
  virtual void session_over(CloseReason reason) = 0;
};

/// What a WebSocket listens to: its session with the engine, its rooms, and how it joins them.
class WsSession final : public Listener {
 public:
  using Done = std::function<void()>;

  WsSession(Connection& connection, Voice& voice, SessionKey session, UserId user, std::string address,
            Form form);
  ~WsSession() override;

  const UserId& user() const { return seats_.user(); }
  Caller caller() const;
  /// Its handlers are not called after `leave`.
  Asker& asker() { return asker_; }

  /// Nothing is heard or asked any more; the session ends in the engine too.
  void leave();

  /// `done` is called when the answer is written, whatever it is.
  void join(std::string id, protocol::JoinAsk ask, Done done);
  void resume(std::string id, const protocol::Resume& ask, Done done);
  /// The engine has let us in: writes `joined`, and lets the room speak.
  void joined(const Joined& joined, std::int64_t history);

  std::vector<std::pair<RoomId, Seq>> heads() const { return seats_.heads(); }
  void read_on() { seats_.read_on(); }

  void on_attach(RoomKey room, Seq head) override;
  void on_detach(RoomKey room) override;
  void on_direct(const EventPtr& event) override;
  void on_session_end(CloseReason reason) override;
  void on_lost() override;

 private:
  /// What became of a join: null when its `joined` is written, else what refused it.
  using Outcome = std::function<void(const Error* refused)>;

  Outcome says_error(std::string id, Done done);
  void enter(const std::string& id, const Joined& joined, std::int64_t history, Outcome outcome);
  void write_joined_page(const std::string& id, const Joined& joined, std::int64_t history, Outcome outcome);
  void speak(const std::string& id, const Joined& joined, const Page* page, const Outcome& outcome);

  IoThread& thread_;
  Voice& voice_;
  std::string address_;
  Asker asker_;
  Seats seats_;
  bool left_ = false;
};

}  // namespace workchat::server
