#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "fuzz/fuzz.hpp"

// What fuzzing has found is kept as a file, and is tried here by every build.
TEST_CASE("each file of the fuzz corpora passes its target") {
  REQUIRE_FALSE(workchat::fuzz::targets().empty());
  for (const auto& target : workchat::fuzz::targets()) {
    int files = 0;
    for (const auto& file :
         std::filesystem::directory_iterator(std::string("tests/fuzz/corpus/") + target.name)) {
      CAPTURE(file.path().string());
      std::ifstream stream(file.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
      target.run(bytes);
      ++files;
    }
    CHECK_MESSAGE(files > 0, target.name);
    target.run({});
  }
}
