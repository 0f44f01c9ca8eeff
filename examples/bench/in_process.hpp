#pragma once

#include <cstdint>
#include <string>

#include "local_chat.hpp"
#include "report.hpp"

namespace bench {

/// `in-process post`: how fast messages are stored and answered.
struct PostOptions {
  Stock stock;
  std::int64_t active = 0;  ///< how many of the rooms are spoken in; 0: all
  std::string store = "sqlite";
  std::string durability = "full";
  Driver driver = Driver::thread;
  std::int64_t in_flight = 1;  ///< 1: Room::post, one after the other
  std::int64_t messages = 20'000;
};
Report run_post(const PostOptions& options);

/// `in-process latency`: from a post to its event at another session.
struct LatencyOptions {
  Driver driver = Driver::thread;
  bool one_core = false;
  std::int64_t messages = 50'000;
};
Report run_latency(const LatencyOptions& options);

/// `in-process page`: the newest 50 messages of a long room.
struct PageOptions {
  Driver driver = Driver::thread;
  std::int64_t stored = 1'000'000;
  std::int64_t pages = 5'000;
};
Report run_page(const PageOptions& options);

/// `in-process start`: until a port listens over what is stored.
struct StartOptions {
  Stock stock;
  std::int64_t runs = 5;
};
Report run_start(const StartOptions& options);

/// `in-process memory`: what an engine, a room, an account and an idle session hold.
struct MemoryOptions {
  std::int64_t count = 20'000;  ///< of each, to divide by
};
Report run_memory(const MemoryOptions& options);

}  // namespace bench
