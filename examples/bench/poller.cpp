#include "poller.hpp"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <system_error>

#include <sys/prctl.h>
#include <unistd.h>

namespace bench {

Poller::Poller() : fd_(epoll_create1(EPOLL_CLOEXEC)), events_(1024) {
  if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "epoll");
  prctl(PR_SET_TIMERSLACK, 1UL);  // else each timeout is up to 50 us late
}

Poller::~Poller() {
  close(fd_);
}

void Poller::add(int fd, std::uint32_t number) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u32 = number;
  if (epoll_ctl(fd_, EPOLL_CTL_ADD, fd, &event) != 0)
    throw std::system_error(errno, std::generic_category(), "epoll");
}

void Poller::watch_room(int fd, std::uint32_t number, bool watched) {
  epoll_event event{};
  event.events = watched ? EPOLLIN | EPOLLOUT : EPOLLIN;
  event.data.u32 = number;
  epoll_ctl(fd_, EPOLL_CTL_MOD, fd, &event);
}

void Poller::remove(int fd) {
  epoll_ctl(fd_, EPOLL_CTL_DEL, fd, nullptr);
}

int Poller::wait_ready(std::int64_t timeout_ns) {
  timespec timeout{};
  timeout.tv_sec = std::max<std::int64_t>(timeout_ns, 0) / 1'000'000'000;
  timeout.tv_nsec = std::max<std::int64_t>(timeout_ns, 0) % 1'000'000'000;
  return epoll_pwait2(fd_, events_.data(), static_cast<int>(events_.size()), &timeout, nullptr);
}

}  // namespace bench
