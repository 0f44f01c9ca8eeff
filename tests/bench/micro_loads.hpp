#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <workchat/engine.hpp>

#include "examples/bench/client_ids.hpp"
#include "server/room_feed.hpp"

/// The pieces of work that the micro-benchmarks time and whose instructions are counted. Each `run` does the
/// same again; nothing in them depends on the clock or on chance.
namespace workchat::testing {

/// A client's message frame, as text, becomes a request.
class DecodeLoad {
 public:
  DecodeLoad();
  void run();

 private:
  Limits limits_;
  std::string frame_;
};

/// So many messages of as many people are decided, stored in memory and told in one turn.
class TurnLoad {
 public:
  explicit TurnLoad(std::size_t messages);
  void run();

 private:
  void answer_all();

  std::optional<Engine> engine_;
  std::shared_ptr<Outbox> outbox_;
  std::vector<SessionKey> sessions_;
  std::vector<Delivery> came_;
  ::bench::ClientIds ids_{1};
  std::string text_;
};

/// The events of a turn become JSON, frames and the chunk that a room's members share.
class ChunkLoad {
 public:
  ChunkLoad();
  void run();

 private:
  std::vector<EventPtr> events_;
  server::TurnChunk chunk_;
};

/// A turn's events are given to every member of a room; the members do nothing with them.
class FlushLoad {
 public:
  explicit FlushLoad(std::size_t members);
  ~FlushLoad();
  void run();

 private:
  struct Ear;
  std::vector<std::unique_ptr<Ear>> ears_;
  server::RoomFeed feed_;
  Seq head_ = 0;
};

/// How many messages `ChunkLoad` and `FlushLoad` tell in a run.
constexpr std::size_t told_at_once = 32;

/// A message of the loads' usual size, as its listeners hear it.
EventPtr message_event(Seq seq);

}  // namespace workchat::testing
