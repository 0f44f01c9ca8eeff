#pragma once

#include <cstddef>
#include <string>

#include "crowd.hpp"
#include "fanout.hpp"
#include "local_chat.hpp"
#include "report.hpp"
#include "target.hpp"

namespace bench {

// The loads over the network, each in a file of its own, and `fill`. Errors: std::exception where one cannot go on.

Report run_fanout(const FanoutOptions& options);

struct IdleOptions {
  Target target;
  CrowdPlan crowd;
  bool enter = false;  ///< they become members as they join, not before
};
Report run_idle(const IdleOptions& options);

struct StormOptions {
  Target target;
  CrowdPlan crowd{false, 50, 100};
  std::size_t behind = 100;  ///< messages that each has missed
  FanoutOptions others;      ///< who talk on
};
Report run_storm(const StormOptions& options);

struct PagesOptions {
  Target target;
  std::string room = "fill-0";
  std::size_t requests = 5000;
  std::size_t limit = 50;
};
Report run_pages(const PagesOptions& options);

struct RestOptions {
  Target target;
  std::string path;  ///< empty: a room is made, and asked for as a guest
  std::size_t connections = 64;
  std::size_t requests = 50000;
};
Report run_rest(const RestOptions& options);

struct FillOptions {
  std::string folder;
  Stock stock;
};
Report run_fill(const FillOptions& options);

}  // namespace bench
