#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "core/simulation.hpp"
#include "support/temporary_folder.hpp"

using namespace workchat::testing;

namespace {

/// True: the judge finds nothing wrong. What he finds he prints.
bool passes(const std::string& trace) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/trace.jsonl";
  std::ofstream(path) << trace;
  const std::string command = "python3 tests/checker/check.py " + path + " > " + folder.path() + "/verdict";
  const int status = std::system(command.c_str());
  std::string line;
  std::ifstream verdict(folder.path() + "/verdict");
  for (int i = 0; i < 20 && std::getline(verdict, line); ++i) MESSAGE(line);
  return status == 0;
}

}  // namespace

TEST_CASE("10,000 random turns keep every promise (S4-03)") {
  const std::string trace = simulate({1, 10000, false});
  CHECK(trace.size() > 1'000'000);  // a simulation in which little happens shows little
  CHECK(passes(trace));
}

TEST_CASE("so do other seeds, with every message reviewed on the executor") {
  for (const std::uint64_t seed : {2, 3, 4, 5, 6}) {
    CAPTURE(seed);
    CHECK(passes(simulate({seed, 2000, seed % 2 == 0})));
  }
}

TEST_CASE("the same seed gives the same trace, byte for byte") {
  for (const std::uint64_t seed : {7, 8}) {
    CAPTURE(seed);
    const Simulated what{seed, 1500, seed % 2 == 0};
    CHECK((simulate(what) == simulate(what)));
  }
  CHECK((simulate({9, 100, false}) != simulate({10, 100, false})));
}
