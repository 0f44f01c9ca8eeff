#pragma once

namespace server {

/// To be called before any thread is started: SIGTERM, SIGINT and SIGHUP then wait for `next_signal`, and a
/// peer that has gone is an error of a write, not the end of the process.
void hold_signals();

enum class Signal { stop, hangup };
/// Returns when SIGTERM or SIGINT (stop) or SIGHUP (hangup) has come.
Signal next_signal();
/// Whoever started the process wants it to go on without its terminal (nohup).
bool outlives_terminal();

}  // namespace server
