#include "signals.hpp"

#include <csignal>

#include <pthread.h>

namespace server {
namespace {

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

void hold_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  // A file at its size limit is a full disk, and answered as one.
  std::signal(SIGXFSZ, SIG_IGN);
  const sigset_t held = stop_signals();
  pthread_sigmask(SIG_BLOCK, &held, nullptr);
}

void wait_for_stop() {
  const sigset_t awaited = stop_signals();
  int came = 0;
  sigwait(&awaited, &came);
}

}  // namespace server
