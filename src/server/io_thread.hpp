#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include <array>
#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include <workchat/engine.hpp>
#include <workchat/server.hpp>

#include "server/asks.hpp"
#include "server/connection.hpp"
#include "server/poller.hpp"
#include "server/room_feed.hpp"
#include "server/send_ring.hpp"
#include "server/sessions.hpp"
#include "server/wheel.hpp"

namespace workchat::server {

struct Shared;

/// Some of the server's connections, one loop, and one outbox for all of them. The events of a round are
/// encoded once and written at its end. Threads: `start`, `adopt`, `stop` and `join` any; everything else its
/// own.
class IoThread {
 public:
  explicit IoThread(Shared& shared);
  ~IoThread();

  void start();
  asio::io_context& context() { return context_; }
  /// A new connection of this thread; the socket is non-blocking.
  void adopt(int socket, Peer peer);
  /// Connections end as they can; what is left after limits.drain_ms is cut, and the loop ends.
  void stop();
  void join();

  Shared& shared() { return shared_; }
  const Limits& limits() const { return limits_; }
  std::shared_ptr<class TlsContext> tls() const;
  Asks& asks() { return asks_; }
  Sessions& sessions() { return sessions_; }
  Feeds& feeds() { return feeds_; }
  Wheel& wheel() { return wheel_; }
  Poller& poller() { return poller_; }
  bool stopping() const { return stopping_; }
  /// Monotonic, of this round.
  TimeMs now() const { return now_; }
  TimeMs wall_now() const;
  /// The Date header, made once a second.
  const std::string& date();
  /// Below so many waiting bytes more is read for a connection.
  std::size_t low_water() const { return static_cast<std::size_t>(limits_.chunk); }

  /// One buffer for all reads.
  char* buffer() { return buffer_.data(); }
  std::size_t buffer_size() const { return buffer_.size(); }

  /// Something of this connection is to be written at the end of the round.
  void mark(Connection& connection) { marked_.push_back(&connection); }
  /// It is read from in the next round.
  void read_later(std::shared_ptr<Connection> connection) { unread_.push_back(std::move(connection)); }
  /// It has its first words for us, or those it says to our first answer, and is read from in its turn: those who are
  /// here already do not wait for a crowd of newcomers.
  void read_in_turn(std::shared_ptr<Connection> newcomer, bool answered) {
    (answered ? let_in_ : newcomers_).push_back(std::move(newcomer));
  }
  /// Goes away at the end of the round, when nobody can be inside of it any more.
  void bury(std::unique_ptr<Conversation> conversation);
  void forget(std::shared_ptr<Connection> connection);

 private:
  void run();
  void take();
  std::size_t in_line() const { return newcomers_.size() + let_in_.size(); }
  std::size_t admits() const;
  void admit();
  void read_clock();
  void round();
  void deliver();
  void open_send_ring();
  void flush_marked();
  void arm_tick();
  void begin_stop();
  void end_loop();

  Shared& shared_;
  const Limits& limits_;
  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  asio::steady_timer tick_;
  Poller poller_;
  SendRing send_ring_;
  std::shared_ptr<Outbox> outbox_;
  Asks asks_;
  Sessions sessions_;
  Feeds feeds_;
  TimeMs now_;
  Wheel wheel_;
  bool ticking_ = false;
  bool stopping_ = false;
  bool ended_ = false;
  bool told_ = false;  ///< the last round wrote something: its readers may have answered already
  TimeMs stop_by_ = 0;
  TimeMs date_second_ = 0;
  std::string date_;
  std::vector<Delivery> deliveries_;
  TimeMs admitted_at_ = 0;
  std::unordered_set<std::shared_ptr<Connection>> connections_;
  std::vector<Connection*> marked_;  // those that go in between are in `gone_` till the end of the round
  std::vector<std::shared_ptr<Connection>> unread_;
  std::deque<std::shared_ptr<Connection>> newcomers_;
  std::deque<std::shared_ptr<Connection>> let_in_;  ///< those that were answered: go first, or they pile up
  std::vector<std::shared_ptr<Connection>> gone_;
  std::vector<std::unique_ptr<Conversation>> buried_;
  std::array<char, 65536> buffer_;
  std::thread thread_;
};

}  // namespace workchat::server
