#include "message.hpp"

namespace bench {
namespace {

constexpr std::string_view ok_prefix = R"({"type":"ok","id":)";
constexpr std::string_view error_prefix = R"({"type":"error")";
constexpr std::string_view before_client_id = R"(","format":"plain","client_id":")";
constexpr std::size_t client_id_size = 36;
constexpr std::size_t sent_digits = 19;
constexpr std::size_t sender_digits = 6;

/// Digits from `at` on, as far as they go.
std::int64_t number_at(std::string_view text, std::size_t at) {
  std::int64_t value = 0;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) value = value * 10 + (text[at] - '0');
  return value;
}

void append_number(std::string& to, std::int64_t value, std::size_t width) {
  char digits[24];
  std::size_t at = sizeof digits;
  while (value > 0 || sizeof digits - at < width) {
    digits[--at] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  to.append(digits + at, sizeof digits - at);
}

}  // namespace

MessageWriter::MessageWriter(bool floor) : floor_(floor), client_ids_(ClientIds::of_now()) {}

void MessageWriter::append_text(std::uint32_t sender, std::int64_t sent_ns) {
  const std::size_t from = frame_.size();
  frame_ += '@';
  append_number(frame_, sent_ns, sent_digits);
  frame_ += '#';
  append_number(frame_, sender, sender_digits);
  frame_.append(text_size - (frame_.size() - from), '.');
}

std::string_view MessageWriter::write(std::string_view room, std::int64_t id, std::uint32_t sender,
                                      std::int64_t sent_ns, std::int64_t seq) {
  if (floor_) {
    frame_ = delivery_prefix(room);
    frame_ += std::to_string(seq) + R"(,"ts":1700000000000,"user":{"id":"u_)" + std::string(13, '0') +
              R"(","name":")" + std::string(12, 'n') + R"("},"text":")";
  } else {
    frame_ = R"({"type":"message","room":")";
    frame_ += std::string(room) + R"(","id":)" + std::to_string(id) + R"(,"text":")";
  }
  append_text(sender, sent_ns);
  frame_ += before_client_id;
  frame_ += client_ids_.next();
  frame_ += "\"}";
  return frame_;
}

std::string delivery_prefix(std::string_view room) {
  return R"({"type":"message","room":")" + std::string(room) + R"(","seq":)";
}

std::int64_t seq_of(std::string_view frame, std::string_view prefix) {
  return frame.substr(0, prefix.size()) == prefix ? number_at(frame, prefix.size()) : 0;
}

bool read_delivery(std::string_view frame, std::string_view prefix, Delivery& delivery) {
  constexpr std::size_t text_to_end = text_size + before_client_id.size() + client_id_size + 2;
  delivery.seq = seq_of(frame, prefix);
  if (delivery.seq == 0 || frame.size() < prefix.size() + text_to_end) return false;
  const std::string_view text = frame.substr(frame.size() - text_to_end);
  if (text[0] != '@' || text[sent_digits + 1] != '#') return false;
  delivery.sent_ns = number_at(text, 1);
  delivery.sender =
      static_cast<std::uint32_t>(number_at(text.substr(0, sent_digits + sender_digits + 2), sent_digits + 2));
  return true;
}

bool is_ok(std::string_view frame) {
  return frame.substr(0, ok_prefix.size()) == ok_prefix;
}
bool is_error(std::string_view frame) {
  return frame.substr(0, error_prefix.size()) == error_prefix;
}
std::int64_t id_of_ok(std::string_view frame) {
  return number_at(frame, ok_prefix.size());
}

}  // namespace bench
