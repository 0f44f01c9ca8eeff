#pragma once

namespace server {

/// To be called before any thread is started: SIGTERM, SIGINT and SIGHUP then wait for `next_signal`, and a
/// peer that has gone is an error of a write, not the end of the process.
void hold_signals();

enum class Signal { stop, reload };
/// Returns when SIGTERM or SIGINT (stop) or SIGHUP (reload) has come.
Signal next_signal();

}  // namespace server
