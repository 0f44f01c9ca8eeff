#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "server/asks.hpp"
#include "server/connection.hpp"
#include "server/room_feed.hpp"

namespace workchat::server {

/// The rooms one session listens in, and how it catches up where it is behind: page by page, as its socket
/// drains.
class Seats final : public Sitter {
 public:
  /// `asker`: the session's, which is stopped before the seats are cleared.
  Seats(Connection& connection, Asker& asker, SessionKey session, UserId user, Form form);
  ~Seats() override;

  Seat& attach(RoomKey room, Seq head);
  /// "@me", whose events come to each session by itself: without a seat they are given as they come.
  Seat& sit_in_own_log();
  /// False: nobody sits there.
  bool tell_own_log(const EventPtr& event);
  void detach(RoomKey room);
  void clear();
  Seat* find(RoomKey room);
  /// What each room's reader has been given.
  std::vector<std::pair<RoomId, Seq>> heads() const;

  /// Its `joined` is written: the listener has everything up to `from`, and the rest follows.
  void release(Seat& seat, const Joined& joined);
  /// Goes on with what is behind, if the socket has room.
  void read_on();
  /// Entries may be missing from what was told.
  void lost();

  SessionKey session() const { return session_; }
  Form form() const override { return form_; }
  const UserId& user() const override { return user_; }
  void hear(const Chunk& bytes, bool ephemeral) override;
  void fell_behind(Seat& seat) override { read(seat); }

 private:
  void read(Seat& seat);
  void ask_for_page(Seat& seat, Seq after);
  void take(Seat& seat, const Result<Answer>& answer);
  void give(Seat& seat, const Page& page);
  void give(Seat& seat, const ShelvedPage& page);
  Seat& add(RoomKey room, Seq head, RoomFeed& feed);

  IoThread& thread_;
  Connection& connection_;
  SessionKey session_;
  UserId user_;
  Form form_;
  Asker& asker_;
  std::vector<std::unique_ptr<Seat>> seats_;
  std::unique_ptr<RoomFeed> own_log_;
  std::uint32_t joins_ = 0;  ///< of all rooms: a page that was read for an earlier seat is not for this one
};

}  // namespace workchat::server
