#include "signals.hpp"

#include <csignal>

#include <pthread.h>

namespace server {
namespace {

sigset_t held_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  return set;
}

}  // namespace

void hold_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  // A file at its size limit is a full disk, and answered as one.
  std::signal(SIGXFSZ, SIG_IGN);
  const sigset_t held = held_signals();
  pthread_sigmask(SIG_BLOCK, &held, nullptr);
}

Signal next_signal() {
  const sigset_t awaited = held_signals();
  int came = 0;
  sigwait(&awaited, &came);
  return came == SIGHUP ? Signal::hangup : Signal::stop;
}

// A signal that is held comes even where it is ignored.
bool outlives_terminal() {
  struct sigaction action = {};
  sigaction(SIGHUP, nullptr, &action);
  return action.sa_handler == SIG_IGN;
}

}  // namespace server
