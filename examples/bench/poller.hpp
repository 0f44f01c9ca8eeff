#pragma once

#include <cstdint>
#include <vector>

#include <sys/epoll.h>

namespace bench {

/// epoll over sockets that are known by their number.
class Poller {
 public:
  Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;
  ~Poller();

  void add(int fd, std::uint32_t number);
  /// Tell also when there is room to write.
  void watch_room(int fd, std::uint32_t number, bool watched);
  void remove(int fd);

  /// Waits at most so long (exact, unlike epoll_wait's milliseconds) and calls `take(number, readable,
  /// writable)`.
  template <typename Take>
  void wait(std::int64_t timeout_ns, Take&& take) {
    const int ready = wait_ready(timeout_ns);
    for (int i = 0; i < ready; ++i) {
      const auto& event = events_[static_cast<std::size_t>(i)];
      take(event.data.u32, (event.events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0,
           (event.events & EPOLLOUT) != 0);
    }
  }

 private:
  int wait_ready(std::int64_t timeout_ns);

  int fd_;
  std::vector<epoll_event> events_;
};

}  // namespace bench
