#pragma once

#include <cstdint>
#include <string>

namespace workchat::testing {

struct Simulated {
  std::uint64_t seed = 1;
  int turns = 1000;
  bool slow_policy = false;  ///< every message goes through the executor
};

/// A chat that lives through so many turns, in which everything happens that may: clients come, go, resume and
/// are put out, rooms are made and deleted, the store fails in every way, the clock jumps. The same seed gives
/// the same trace, byte for byte.
std::string simulate(const Simulated& what);

}  // namespace workchat::testing
