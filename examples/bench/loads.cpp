#include "loads.hpp"

#include "fanout.hpp"
#include "in_process.hpp"

namespace bench {

void add_loads(CLI::App& app, Task& task) {
  add_fanout(app, task);
  add_in_process(app, task);
}

}  // namespace bench
