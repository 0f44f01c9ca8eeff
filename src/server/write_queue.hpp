#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "server/stream.hpp"

namespace workchat::server {

/// Bytes that many connections may be writing at once.
using Chunk = std::shared_ptr<const std::string>;

/// What waiting bytes are, and so what may become of them.
enum class Urgency : std::uint8_t {
  event,      ///< counts against limits.backlog
  ephemeral,  ///< the same, and is dropped first
  answer,     ///< to the connection's own request: does not count
};

/// What a connection still has to write.
class WriteQueue {
 public:
  /// So many pieces go into one write.
  static constexpr std::size_t most_gathered = 64;

  void push(Chunk bytes, Urgency urgency);
  bool empty() const { return first_ == pieces_.size(); }
  /// Waiting bytes of events and ephemera.
  std::size_t backlog() const { return backlog_; }
  std::size_t waiting() const { return waiting_; }
  void drop_ephemera();
  /// All but what is half written.
  void drop_unstarted();
  /// Writes until all is written or the socket takes no more.
  Io write(Stream& stream);
  /// What the next write begins with: at most `most_gathered` pieces at `out`, good while the queue stays as it is.
  std::size_t gather(iovec* out) const;
  /// So many bytes of it have been written.
  void advance(std::size_t bytes);

 private:
  struct Piece {
    Chunk bytes;
    Urgency urgency;
  };

  /// The first piece of which nothing is on its way.
  std::size_t first_unstarted() const;
  void forget(const Piece& piece, std::size_t bytes);

  std::vector<Piece> pieces_;  // a deque would take 688 bytes while it is empty
  std::size_t first_ = 0;
  std::size_t written_ = 0;   // of the first piece
  std::size_t promised_ = 0;  // behind them: what the stream waits to be given again
  std::size_t backlog_ = 0;
  std::size_t waiting_ = 0;
};

}  // namespace workchat::server
