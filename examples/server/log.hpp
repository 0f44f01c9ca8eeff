#pragma once

#include <workchat/engine.hpp>

namespace server {

enum class LogFormat { text, json };

/// Writes what is at least `least` to standard error, one line each, and waits for nobody who reads them: what finds no
/// place is left out and counted (LineWriter). Threads: any. The last copy of it writes what is left as it goes.
workchat::LogSink log_to_stderr(LogFormat format, workchat::LogLevel least);

}  // namespace server
