#pragma once

#include <memory>
#include <string>

#include "server/address.hpp"
#include "server/conversation.hpp"
#include "server/poller.hpp"
#include "server/send_ring.hpp"
#include "server/stream.hpp"
#include "server/wheel.hpp"
#include "server/write_queue.hpp"

namespace workchat::server {

class IoThread;

/// A socket: it reads and writes when it can, and knows nothing of what is said. An idle one holds no buffer.
/// Threads: its IoThread's.
class Connection final : public Timer, public Watched, public std::enable_shared_from_this<Connection> {
 public:
  /// `socket`: connected, non-blocking, and the connection's from now on.
  Connection(IoThread& thread, int socket, Peer peer);
  ~Connection() override;

  void start(std::unique_ptr<Conversation> conversation);

  IoThread& thread() const { return thread_; }
  const Peer& peer() const { return peer_; }
  bool secure() const { return stream_ && stream_->secure(); }
  bool closed() const { return phase_ == Phase::closed; }

  /// Queues; the thread writes at the end of its round, all that waits in one.
  void send(Chunk bytes, Urgency urgency);
  void send(std::string bytes, Urgency urgency);
  std::size_t waiting() const { return queue_.waiting(); }

  /// Bytes that are not read press back on the peer.
  void pause_reading() { reading_ = false; }
  void resume_reading();
  void set_deadline(TimeMs due);
  void clear_deadline();
  /// Somebody else speaks from now on; `rest` was read already and is that one's.
  void hand_over(std::unique_ptr<Conversation> next, std::string rest);

  /// Writes what waits, as long as the peer takes of it, says that nothing more comes, and reads on until the
  /// peer is done, so that the kernel does not answer the peer's last bytes with a reset that destroys ours.
  void finish();
  /// The same, at most so long.
  void finish(TimeMs patience_ms);
  /// The same for one that does not read: what waits is dropped first.
  void finish_with(std::string last_words, TimeMs patience_ms);
  /// The conversation cannot go on: it ends as for a peer that is too slow.
  void give_up();
  /// At once.
  void cut();

  /// The thread's round ends. What waits goes ahead of `flush` in one call with the others', but over TLS or where the
  /// peer did not take all of the last; `flush` finds what it has left.
  void send_ahead(SendRing& ring);
  void flush();
  /// Its turn has come among the newcomers.
  void read_first();
  /// There may be more to read than was read in a row.
  void read_on();
  void stop();

 private:
  enum class Phase { open, finishing, lingering, closed };

  void on_due(TimeMs now) override;
  void on_ready(bool readable, bool writable, bool ended) override;
  void arm();
  Io write();
  bool choose_stream();
  void read();
  void discard();
  void linger();
  void mark();

  IoThread& thread_;
  const int socket_;
  Peer peer_;
  std::unique_ptr<Stream> stream_;
  std::unique_ptr<Conversation> conversation_;
  WriteQueue queue_;
  Phase phase_ = Phase::open;
  TimeMs due_ = 0;         // what the conversation asked for; 0: nothing
  TimeMs stalled_at_ = 0;  // the peer has then taken nothing for too long; 0: nothing waits
  bool reading_ = true;
  bool readable_ = false;  // as far as is known
  bool ended_ = false;     // the peer's end has been told of, and may still lie behind bytes
  bool waits_writable_ = false;
  bool newcomer_ = true;   // until what it says to our first answer
  bool answered_ = false;
  bool in_line_ = false;   // of the thread's newcomers
  bool marked_ = false;    // in the thread's list for this round
  bool slow_ = false;
  bool busy_ = false;  // more waited than the low-water mark since `on_drained`
};

}  // namespace workchat::server
