#include <doctest/doctest.h>

#include <string>

#include "c99_tour.h"

TEST_CASE("a C99 program goes through every call") {
  const char* wrong = c99_tour();
  CHECK_MESSAGE(wrong == nullptr, std::string(wrong ? wrong : ""));
}
