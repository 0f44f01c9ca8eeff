#pragma once

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>

namespace workchat::server {

/// A socket that a Poller watches.
class Watched {
 public:
  virtual ~Watched() = default;
  /// It can be read from or written to again, as far as is known; `ended`: the peer sends no more, which
  /// nobody will tell again.
  virtual void on_ready(bool readable, bool writable, bool ended) = 0;
};

/// The sockets of one thread, in one epoll(7) set, edge-triggered: each is told of once, when something has
/// become possible, and whoever wants to know more tries. The set itself is one descriptor of the thread's
/// loop. A socket in Asio's own set would cost a call of epoll_ctl for each wait, and 300 bytes. Threads: its
/// loop's.
class Poller {
 public:
  explicit Poller(asio::io_context& context);

  void start() { wait(); }
  /// The loop may end.
  void stop() { set_.close(); }

  void begin_round() { looked_ = false; }
  /// Since the round began, some of what is ready was told.
  bool looked() const { return looked_; }

  /// False: the system has no room for one more.
  [[nodiscard]] bool watch(int descriptor, Watched& watched);
  /// Nothing is told of it any more, but by the call that runs.
  void forget(int descriptor);

 private:
  void wait();
  void look();

  asio::posix::stream_descriptor set_;
  bool looked_ = false;
};

}  // namespace workchat::server
