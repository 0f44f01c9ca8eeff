#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "client_ids.hpp"

namespace bench {

/// Each message's text carries when it was sent and by whom, and is filled up to this.
constexpr std::size_t text_size = 100;

/// Who sends, in the text; and the shape of what is sent.
class MessageWriter {
 public:
  /// `floor`: in place of a request, the frame that a chat server would make of it, so that the floor moves
  /// as many bytes.
  explicit MessageWriter(bool floor);

  /// The view is good until the next call. `seq` is for the floor, which numbers nothing.
  std::string_view write(std::string_view room, std::int64_t id, std::uint32_t sender, std::int64_t sent_ns,
                         std::int64_t seq);

 private:
  void append_text(std::uint32_t sender, std::int64_t sent_ns);

  bool floor_;
  std::string frame_;
  ClientIds client_ids_;
};

struct Delivery {
  std::int64_t seq = 0;
  std::int64_t sent_ns = 0;
  std::uint32_t sender = 0;
};

/// What all deliveries of a room begin with; the number follows.
std::string delivery_prefix(std::string_view room);
/// The number of a frame that begins so; 0: it does not.
std::int64_t seq_of(std::string_view frame, std::string_view prefix);
/// False: the frame is something else. Looks at the number and the text only: a receiver must cost far less
/// than the server.
bool read_delivery(std::string_view frame, std::string_view prefix, Delivery& delivery);

bool is_ok(std::string_view frame);
bool is_error(std::string_view frame);
/// The `id` of an ok, which is a number here.
std::int64_t id_of_ok(std::string_view frame);

}  // namespace bench
