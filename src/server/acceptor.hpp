#pragma once

#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include <cstdint>
#include <memory>
#include <vector>

#include <workchat/clock.hpp>
#include <workchat/result.hpp>

namespace workchat::server {

class IoThread;
struct Shared;

/// Takes connections of one listening socket and deals them out to the threads in turn.
/// Threads: that of the first IoThread, in whose loop it runs; `open` before it.
class Acceptor {
 public:
  Acceptor(Shared& shared, std::vector<std::unique_ptr<IoThread>>& threads);
  ~Acceptor();

  /// Listens. Errors: unavailable.
  Status open(const asio::ip::tcp::endpoint& endpoint);
  std::uint16_t port() const { return port_; }
  void start() { accept(); }
  /// Any thread; posts to its own.
  void stop();

 private:
  void accept();
  void accept_waiting();
  void take(int socket, const asio::ip::tcp::endpoint& remote);
  void refuse(int socket);
  void ride_out(int error);

  Shared& shared_;
  std::vector<std::unique_ptr<IoThread>>& threads_;
  asio::ip::tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  std::uint16_t port_ = 0;
  std::size_t next_ = 0;
  int spare_ = -1;       // given up when the descriptor table is full, to be able to turn a connection away
  TimeMs say_from_ = 0;  // that it is full is in the log until then
  bool stopped_ = false;
};

}  // namespace workchat::server
