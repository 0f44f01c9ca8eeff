#pragma once

#include <string>
#include <string_view>

#include "server/connection.hpp"
#include "server/frames.hpp"

namespace workchat::server {

/// How the messages of one socket travel.
struct WsForm {
  enum class Deflate { never, where_worth, always };

  std::size_t most = 0;  ///< bytes of a message that comes in, inflated
  Deflate deflate = Deflate::never;
  int window_bits = 0;  ///< as negotiated
};

/// A connection after its upgrade to WebSocket: messages in and out. It answers pings, does its part of the
/// closing handshake, fails what breaks the protocol, and takes no more than it can answer. What the messages
/// mean is for whoever derives from it.
class WsSocket : public Conversation {
 public:
  WsSocket(Connection& connection, WsForm form);

  void on_bytes(char* bytes, std::size_t size) override;
  void on_end() override;
  void on_drained() override;
  void on_gone() override;

 protected:
  /// A whole text or binary message. Nothing comes any more once the socket is over.
  virtual void on_message(Opcode opcode, std::string payload) = 0;
  /// False: messages wait, and their bytes with the peer, until `go_on`.
  virtual bool takes_more() const { return true; }

  /// Appends the message's frame as this socket's form has it.
  void encode(std::string& out, Opcode opcode, std::string_view payload) const;
  void send(Opcode opcode, std::string_view payload, Urgency urgency);
  /// The socket's last frame. It is over then, and what the peer still sends is read and left.
  void close(std::uint16_t code, std::string_view reason);
  /// The same at once: what waits for the peer is dropped.
  void close_now(std::uint16_t code, std::string_view reason);
  void go_on();

  bool over() const { return over_; }
  /// When the peer last sent anything.
  TimeMs heard_at() const { return heard_at_; }
  /// As if it had sent something now.
  void take_for_alive();

  Connection& connection_;
  IoThread& thread_;

 private:
  std::size_t read(char* bytes, std::size_t size);
  void take(FrameEvent event);
  bool too_much_waits() const;
  void flush_answers();

  WsForm form_;
  FrameReader reader_;
  struct Unread {
    std::string bytes;
    std::size_t at;
  };
  std::unique_ptr<Unread> unread_;  // bytes that wait until there is room for their answers
  std::string answers_;  // of the bytes being read, written as one
  TimeMs heard_at_;
  bool reading_ = false;
  bool over_ = false;
};

}  // namespace workchat::server
