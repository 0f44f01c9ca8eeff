#include "server/poller.hpp"

#include <sys/epoll.h>

#include <cerrno>
#include <system_error>

namespace workchat::server {
namespace {

constexpr int most_at_once = 256;  // what the others are owed is written in between

int open_set() {
  const int set = ::epoll_create1(EPOLL_CLOEXEC);
  if (set < 0) throw std::system_error(errno, std::generic_category(), "epoll");
  return set;
}

}  // namespace

Poller::Poller(asio::io_context& context) : set_(context, open_set()) {}

bool Poller::watch(int descriptor, Watched& watched) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = &watched;
  return ::epoll_ctl(set_.native_handle(), EPOLL_CTL_ADD, descriptor, &event) == 0;
}

void Poller::forget(int descriptor) {
  epoll_event ignored{};
  ::epoll_ctl(set_.native_handle(), EPOLL_CTL_DEL, descriptor, &ignored);
}

void Poller::wait() {
  set_.async_wait(asio::posix::stream_descriptor::wait_read, [this](const asio::error_code& error) {
    if (error) return;
    look();
    wait();
  });
}

void Poller::look() {
  looked_ = true;
  epoll_event events[most_at_once];
  const int count = ::epoll_wait(set_.native_handle(), events, most_at_once, 0);
  for (int i = 0; i < count; ++i) {
    const std::uint32_t what = events[i].events;
    const bool ended = (what & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    static_cast<Watched*>(events[i].data.ptr)
        ->on_ready(ended || (what & EPOLLIN) != 0, (what & EPOLLOUT) != 0, ended);
  }
}

}  // namespace workchat::server
