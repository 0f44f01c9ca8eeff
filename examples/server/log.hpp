#pragma once

#include <workchat/engine.hpp>

namespace server {

enum class LogFormat { text, json };

/// Writes what is at least `least` to standard error, one line each. Threads: any.
workchat::LogSink log_to_stderr(LogFormat format, workchat::LogLevel least);

}  // namespace server
