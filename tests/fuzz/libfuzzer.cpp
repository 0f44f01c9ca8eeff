// libFuzzer's entry: the one target that this program is linked with.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>

#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  workchat::fuzz::targets().front().run({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
