// Runs each fixed load a fixed number of times and has callgrind count only that; instructions.py reads what
// it wrote. Without callgrind it does the same work and tells the compiler, which a count belongs to.
#include <cstdio>

#include <valgrind/callgrind.h>

#include "bench/micro_loads.hpp"

namespace {

using namespace workchat::testing;

template <typename Load>
void count(const char* name, int runs, Load& load) {
  load.run();  // what is made once
  CALLGRIND_START_INSTRUMENTATION;
  for (int i = 0; i < runs; ++i) load.run();
  CALLGRIND_STOP_INSTRUMENTATION;
  CALLGRIND_DUMP_STATS_AT(name);
  std::printf("load %s %d\n", name, runs);
}

}  // namespace

int main() {
  std::printf("compiler %s\n", __VERSION__);
  DecodeLoad decode;
  count("decode", 1000, decode);
  TurnLoad turn_of_one(1);
  count("turn_1", 1000, turn_of_one);
  TurnLoad turn_of_many(64);
  count("turn_64", 50, turn_of_many);
  ChunkLoad chunk;
  count("encode_chunk_32", 50, chunk);
  FlushLoad flush(1000);
  count("flush_1000", 10, flush);
}
