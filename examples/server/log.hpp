#pragma once

#include <workchat/engine.hpp>

namespace server {

enum class LogFormat { text, json };

/// Writes what is at least `least` to standard error, one line each. Threads: any. Never waits for whoever reads them: what
/// nobody reads is left out in the end (LineWriter). The last copy writes what is left as it goes.
workchat::LogSink log_to_stderr(LogFormat format, workchat::LogLevel least);

}  // namespace server
