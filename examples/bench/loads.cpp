#include "loads.hpp"

namespace bench {

void add_loads(CLI::App& app, Task& task) {
  (void)app;
  (void)task;
}

}  // namespace bench
