#include "loads.hpp"

namespace bench {

void add_loads(CLI::App& app, Task& task) {
  add_fanout(app, task);
  add_idle(app, task);
  add_storm(app, task);
  add_pages(app, task);
  add_rest(app, task);
  add_fill(app, task);
  add_in_process(app, task);
}

}  // namespace bench
