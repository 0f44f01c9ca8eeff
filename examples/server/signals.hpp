#pragma once

namespace server {

/// To be called before any thread is started: SIGTERM and SIGINT then wait for `wait_for_stop`, and a peer
/// that has gone is an error of a write, not the end of the process.
void hold_signals();

/// Returns when SIGTERM or SIGINT has come.
void wait_for_stop();

}  // namespace server
