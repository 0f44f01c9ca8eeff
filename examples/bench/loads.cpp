#include "loads.hpp"

#include "fanout.hpp"

namespace bench {

void add_loads(CLI::App& app, Task& task) {
  add_fanout(app, task);
}

}  // namespace bench
