#pragma once

#include "report.hpp"

namespace CLI {
class App;
}

namespace bench {

/// Declares every load as a subcommand with its options. The one that is asked for sets `task` to what is to
/// run; options and all, it is complete then. A task throws std::exception where it cannot go on.
void add_loads(CLI::App& app, Task& task);

}  // namespace bench
