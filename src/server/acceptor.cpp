#include "server/acceptor.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <asio/ip/v6_only.hpp>
#include <asio/post.hpp>

#include <cerrno>
#include <system_error>

#include "server/http_response.hpp"
#include "server/io_thread.hpp"
#include "server/refusal.hpp"
#include "server/shared.hpp"

namespace workchat::server {
namespace {

constexpr auto full_pause = std::chrono::milliseconds(50);
constexpr int accepted_in_a_row = 64;
constexpr TimeMs said_once_in_ms = 60000;

int open_spare() {
  return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

}  // namespace

Acceptor::Acceptor(Shared& shared, std::vector<std::unique_ptr<IoThread>>& threads)
    : shared_(shared),
      threads_(threads),
      acceptor_(threads.front()->context()),
      pause_(threads.front()->context()),
      spare_(open_spare()) {}

Acceptor::~Acceptor() {
  if (spare_ >= 0) ::close(spare_);
}

Status Acceptor::open(const asio::ip::tcp::endpoint& endpoint) {
  asio::error_code error;
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  const bool every_address = endpoint.address().is_v6() && endpoint.address().is_unspecified();
  if (!error && every_address) acceptor_.set_option(asio::ip::v6_only(false), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.set_option(asio::ip::tcp::no_delay(true), error);  // handed on to what it accepts
  if (!error) acceptor_.native_non_blocking(true, error);
  if (!error) acceptor_.listen(SOMAXCONN, error);
  if (error) {
    asio::error_code ignored;
    acceptor_.close(ignored);
    return refusal(Errc::unavailable,
                   "cannot listen at port " + std::to_string(endpoint.port()) + ": " + error.message());
  }
  port_ = acceptor_.local_endpoint(error).port();
  return Done{};
}

void Acceptor::stop() {
  asio::post(acceptor_.get_executor(), [this] {
    stopped_ = true;
    asio::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
  });
}

void Acceptor::accept() {
  acceptor_.async_wait(asio::ip::tcp::acceptor::wait_read, [this](const asio::error_code& error) {
    if (stopped_ || error) return;
    accept_waiting();
  });
}

// Those that wait, as many as the others on this thread can wait for.
void Acceptor::accept_waiting() {
  for (int i = 0; i < accepted_in_a_row; ++i) {
    asio::ip::tcp::endpoint remote;
    auto size = static_cast<socklen_t>(remote.capacity());
    const int socket =
        ::accept4(acceptor_.native_handle(), remote.data(), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket >= 0) {
      take(socket, remote);
      continue;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) break;
    if (errno == EINTR || errno == ECONNABORTED) continue;
    return ride_out(errno);
  }
  accept();
}

void Acceptor::take(int socket, const asio::ip::tcp::endpoint& remote) {
  IoThread& thread = *threads_[next_++ % threads_.size()];
  Peer peer = peer_of(remote.address());
  const Limits& limits = shared_.engine.limits();
  const bool unbounded = limits.rate == 0 || shared_.trusts(peer.address);
  if (!shared_.addresses.add(peer.address_key, unbounded ? INT64_MAX : limits.connections_per_address)) {
    return refuse(socket);
  }
  thread.adopt(socket, std::move(peer));
}

// Said as far as the socket takes it at once: whoever has too many connections is not waited for.
void Acceptor::refuse(int socket) {
  Error error;
  error.code = Errc::rate_limited;
  error.message = "too many connections from this address";
  error.retry_ms = 1000;
  const std::string date = http_date(shared_.engine.clock().now_ms() / 1000);
  const std::string answer = write_response(error_response(error), {false, false, false}, date);
  (void)::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  ::close(socket);
}

// A full descriptor table must not make the loop spin, nor stop it.
void Acceptor::ride_out(int error) {
  const TimeMs now = shared_.engine.clock().monotonic_ms();
  if (now >= say_from_) {
    shared_.engine.log(LogLevel::warning, "accept", std::generic_category().message(error));
    say_from_ = now + said_once_in_ms;
  }
  if (spare_ >= 0) {
    ::close(spare_);
    const int turned_away = ::accept(acceptor_.native_handle(), nullptr, nullptr);
    if (turned_away >= 0) ::close(turned_away);
    spare_ = open_spare();
  }
  pause_.expires_after(full_pause);
  pause_.async_wait([this](const asio::error_code&) {
    if (!stopped_) accept();
  });
}

}  // namespace workchat::server
