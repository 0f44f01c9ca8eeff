#pragma once

#include "loads.hpp"

namespace bench {

/// `fanout`: some members of some rooms send, all hear it.
void add_fanout(CLI::App& app, Task& task);

}  // namespace bench
