#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include <workchat/event.hpp>

#include "base/cursor.hpp"
#include "server/page_shelf.hpp"
#include "server/turn_chunk.hpp"

namespace workchat::server {

class RoomFeed;
struct Seat;

/// Nobody is told what they do themselves.
bool is_own_typing(const Event& event, const UserId& user);

/// Who sits in rooms: a connection's listening side.
class Sitter {
 public:
  virtual ~Sitter() = default;
  virtual Form form() const = 0;
  virtual const UserId& user() const = 0;
  virtual void hear(const Chunk& bytes, bool ephemeral) = 0;
  /// The seat's cursor needs a read.
  virtual void fell_behind(Seat& seat) = 0;
};

/// One listener in one room.
struct Seat {
  Seat(Sitter& who, RoomKey room_key, Seq head) : sitter(who), key(room_key), cursor(head, head) {}

  Sitter& sitter;
  RoomKey key;
  base::Cursor cursor;
  std::uint32_t joined = 0;             ///< which join of the session: an earlier one's page says nothing to it
  bool waits_for_page = false;          ///< which another listener reads
  bool held = true;                     ///< its `joined` is not written yet, and nothing may come before it
  std::vector<EventPtr> presence = {};  ///< what came while it was held, the last of each user
  RoomFeed* feed = nullptr;
  std::size_t index = 0;  ///< in the feed
};

/// Hears a room beside others and keeps their common order.
class Follower {
 public:
  virtual ~Follower() = default;
  virtual void on_event(const EventPtr& event, const std::string& json) = 0;
};

/// What one thread knows of one room: who listens here, and what this round has told of it.
class RoomFeed {
 public:
  RoomFeed(RoomKey key, Seq head, std::size_t chunk_size) : key_(key), told_(head), chunk_size_(chunk_size) {}

  RoomKey key() const { return key_; }
  /// Known once a join was answered.
  const RoomId& room() const { return room_; }
  void name(const RoomId& room) { room_ = room; }
  std::size_t listeners() const { return seats_.size() + followers_.size(); }
  /// The newest entry the outbox has brought.
  Seq told() const { return told_; }

  /// True: there is something to flush at the end of the round.
  bool tell(const EventPtr& event);
  /// Walks the listeners once and gives each the chunk.
  void flush();

  /// A change of listeners ends the chunk: who comes has not heard it, who goes has.
  void add(Seat& seat);
  void remove(Seat& seat);
  void add(Follower& follower);
  void remove(Follower& follower);

  /// False: the seat is the one to read the page after its position. True: another is reading it, and the sitter
  /// is told again when that is over.
  bool waits_for_page(Seat& seat);
  /// What `seat` was reading is on the shelf, or does not come.
  void page_is_over(const Seat& seat);

 private:
  void give(Seat& seat);
  void give_some(Seat& seat);
  void keep(Seat& seat);

  RoomKey key_;
  RoomId room_;
  Seq told_;
  std::size_t chunk_size_;
  std::vector<Seat*> seats_;
  std::vector<Follower*> followers_;
  const Seat* reader_ = nullptr;  ///< of a page that others wait for
  std::vector<Seat*> waiting_;
  TurnChunk chunk_;
};

/// The rooms that one thread has listeners in.
class Feeds {
 public:
  explicit Feeds(std::size_t chunk_size) : chunk_size_(chunk_size) {}

  void tell(const EventPtr& event);
  /// Small rooms first, so that a big one does not delay them.
  void flush();
  RoomFeed& at(RoomKey key, Seq head);
  RoomFeed* find(RoomKey key);
  /// Forgets it where nobody listens any more.
  void release(RoomFeed& feed);
  PageShelf& pages() { return pages_; }

 private:
  std::size_t chunk_size_;
  std::unordered_map<RoomKey, std::unique_ptr<RoomFeed>> feeds_;
  std::vector<RoomKey> told_;
  PageShelf pages_;
};

}  // namespace workchat::server
