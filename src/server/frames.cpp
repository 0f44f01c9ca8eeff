#include "server/frames.hpp"

// websocketpp's own code is not written for our warnings.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <websocketpp/base64/base64.hpp>
#include <websocketpp/frame.hpp>
#include <websocketpp/sha1/sha1.hpp>
#include <websocketpp/utf8_validator.hpp>
#pragma GCC diagnostic pop

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/text.hpp"
#include "server/deflate.hpp"

namespace workchat::server {
namespace {

namespace wire = websocketpp::frame;

// Codes of RFC 6455, section 7.4.1.
constexpr std::uint16_t none = 0;
constexpr std::uint16_t protocol_error = 1002;
constexpr std::uint16_t no_code = 1005;
constexpr std::uint16_t broken_content = 1007;
constexpr std::uint16_t too_large = 1009;

constexpr std::size_t deflate_from = 1024;

// What cannot be compressed becomes a little longer.
std::uint64_t most_packed(std::size_t most) {
  return most + most / 8 + 64;
}

bool valid_close_code(unsigned code) {
  return (code >= 1000 && code <= 1014 && code != 1004 && code != no_code && code != 1006) ||
         (code >= 3000 && code <= 4999);
}

FrameEvent failure(std::uint16_t code) {
  return {FrameEvent::What::failure, Opcode::close, {}, code};
}

FrameEvent read_close(std::string payload) {
  FrameEvent event{FrameEvent::What::message, Opcode::close, {}, no_code};
  if (payload.empty()) return event;
  if (payload.size() == 1) return failure(protocol_error);
  const unsigned code =
      static_cast<unsigned char>(payload[0]) * 256U + static_cast<unsigned char>(payload[1]);
  if (!valid_close_code(code)) return failure(protocol_error);
  payload.erase(0, 2);
  if (!base::valid_utf8(payload)) return failure(broken_content);
  event.close_code = static_cast<std::uint16_t>(code);
  event.payload = std::move(payload);
  return event;
}

void append_header(std::string& out, Opcode opcode, std::size_t size, bool compressed) {
  const wire::basic_header basic(static_cast<wire::opcode::value>(opcode), size, true, false, compressed);
  out += wire::prepare_header(basic, wire::extended_header(size));
}

}  // namespace

struct FrameReader::Message {
  Opcode opcode = Opcode::text;
  bool compressed = false;
  std::uint64_t frames = 0;
  std::uint64_t packed = 0;  // bytes of its frames so far
  std::string payload = {};
  websocketpp::utf8_validator::validator utf8 = {};
  Inflater inflater = {};
};

FrameReader::FrameReader(std::size_t most, bool deflate) : most_(most), deflate_(deflate) {}
FrameReader::~FrameReader() = default;

FrameEvent FrameReader::read(char* bytes, std::size_t size, std::size_t& used) {
  used = 0;
  while (used < size) {
    if (!in_payload_) {
      if (const std::uint16_t code = read_header(bytes, size, used)) return failure(code);
      if (!in_payload_) break;
    }
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(size - used, left_));
    unmask(bytes + used, count);
    if (opcode() >= Opcode::close) {
      control_.append(bytes + used, count);
    } else if (const std::uint16_t code = add_data(bytes + used, count)) {
      return failure(code);
    }
    used += count;
    left_ -= count;
    if (left_ > 0) break;
    FrameEvent event = end_frame();
    if (event.what != FrameEvent::What::nothing) return event;
  }
  return {};
}

// Its first two bytes are judged when they are there, and not only with the rest.
std::uint16_t FrameReader::read_header(const char* bytes, std::size_t size, std::size_t& used) {
  std::size_t needed = wire::BASIC_HEADER_LENGTH;
  for (;;) {
    if (header_size_ >= wire::BASIC_HEADER_LENGTH) {
      needed = wire::get_header_len(wire::basic_header(header_[0], header_[1]));
    }
    const std::size_t count = std::min(size - used, needed - header_size_);
    const bool first = header_size_ < wire::BASIC_HEADER_LENGTH;
    std::memcpy(header_.data() + header_size_, bytes + used, count);
    header_size_ = static_cast<std::uint8_t>(header_size_ + count);
    used += count;
    if (header_size_ < needed) return none;
    if (!first) return begin_frame();
    if (const std::uint16_t code = check_first_bytes()) return code;
  }
}

std::uint16_t FrameReader::check_first_bytes() const {
  const wire::basic_header basic(header_[0], header_[1]);
  const wire::opcode::value kind = wire::get_opcode(basic);
  if (wire::opcode::reserved(kind) || wire::get_rsv2(basic) || wire::get_rsv3(basic)) return protocol_error;
  if (!wire::get_masked(basic)) return protocol_error;
  if (wire::opcode::is_control(kind)) {
    const bool small = wire::get_basic_size(basic) <= wire::limits::payload_size_basic;
    return final() && small && !wire::get_rsv1(basic) ? none : protocol_error;
  }
  const bool continues = kind == wire::opcode::continuation;
  if (continues != (message_ != nullptr)) return protocol_error;
  // RFC 7692, section 6.1: the bit is the whole message's, and stands on its first frame only.
  if (wire::get_rsv1(basic) && (!deflate_ || continues)) return protocol_error;
  return none;
}

std::uint16_t FrameReader::begin_frame() {
  const wire::basic_header basic(header_[0], header_[1]);
  wire::extended_header extended;
  std::memcpy(extended.bytes, header_.data() + wire::BASIC_HEADER_LENGTH,
              header_size_ - wire::BASIC_HEADER_LENGTH);
  const std::uint64_t size = wire::get_payload_size(basic, extended);
  const unsigned code = wire::get_basic_size(basic);
  // RFC 6455, section 5.2: the shortest form only, and 63 bits.
  if (code == wire::payload_size_code_16bit && size <= wire::limits::payload_size_basic)
    return protocol_error;
  if (code == wire::payload_size_code_64bit &&
      (size <= wire::limits::payload_size_extended || size >> 63 != 0))
    return protocol_error;
  std::memcpy(key_.data(), header_.data() + header_size_ - key_.size(), key_.size());
  header_size_ = 0;
  left_ = size;
  in_payload_ = true;
  return opcode() >= Opcode::close ? none : begin_data(size);
}

std::uint16_t FrameReader::begin_data(std::uint64_t size) {
  if (!message_) {
    message_ = std::make_unique<Message>();
    message_->opcode = opcode();
    message_->compressed = (header_[0] & 0x40) != 0;
  }
  Message& message = *message_;
  message.packed += size;
  if (message.packed > (message.compressed ? most_packed(most_) : most_)) return too_large;
  // Empty frames have no end of their own: a message has no more frames than bytes, but for its last.
  return ++message.frames > most_ + 1 ? too_large : none;
}

std::uint16_t FrameReader::add_data(const char* bytes, std::size_t size) {
  Message& message = *message_;
  const std::size_t before = message.payload.size();
  if (message.compressed) {
    const auto* packed = reinterpret_cast<const unsigned char*>(bytes);
    const Inflater::State state = message.inflater.add(packed, size, most_, message.payload);
    if (state == Inflater::State::too_large) return too_large;
    if (state == Inflater::State::broken) return broken_content;
  } else {
    message.payload.append(bytes, size);
  }
  if (message.opcode != Opcode::text) return none;
  const std::string_view piece = std::string_view(message.payload).substr(before);
  // One that is well-formed by itself, which is seen eight bytes at a time, leaves the state as it was.
  if (message.utf8.complete() && base::valid_utf8(piece)) return none;
  return message.utf8.decode(piece.begin(), piece.end()) ? none : broken_content;
}

FrameEvent FrameReader::end_frame() {
  in_payload_ = false;
  if (opcode() < Opcode::close) return final() ? end_message() : FrameEvent{};
  std::string payload = std::exchange(control_, {});
  if (opcode() == Opcode::close) return read_close(std::move(payload));
  return {FrameEvent::What::message, opcode(), std::move(payload), 0};
}

FrameEvent FrameReader::end_message() {
  const std::unique_ptr<Message> message = std::move(message_);
  if (message->compressed && !message->inflater.finish()) return failure(broken_content);
  if (message->opcode == Opcode::text && !message->utf8.complete()) return failure(broken_content);
  return {FrameEvent::What::message, message->opcode, std::move(message->payload), 0};
}

// Eight bytes at once: a message may be of many megabytes.
void FrameReader::unmask(char* bytes, std::size_t size) {
  std::uint64_t word = 0;
  std::memcpy(&word, key_.data(), 4);
  std::memcpy(reinterpret_cast<char*>(&word) + 4, key_.data(), 4);
  std::size_t at = 0;
  for (; at + sizeof word <= size; at += sizeof word) {
    std::uint64_t part = 0;
    std::memcpy(&part, bytes + at, sizeof part);
    part ^= word;
    std::memcpy(bytes + at, &part, sizeof part);
  }
  for (std::size_t i = 0; at < size; ++at, ++i) {
    bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ key_[i % 4]);
  }
  std::rotate(key_.begin(), key_.begin() + static_cast<std::ptrdiff_t>(size % 4), key_.end());
}

void append_frame(std::string& out, Opcode opcode, std::string_view payload) {
  append_header(out, opcode, payload.size(), false);
  out += payload;
}

void append_compressed(std::string& out, Opcode opcode, std::string_view payload, int window_bits) {
  const std::string packed = deflate_payload(payload, window_bits);
  if (packed.empty()) return append_frame(out, opcode, payload);  // zlib found no memory
  append_header(out, opcode, packed.size(), true);
  out += packed;
}

bool worth_deflating(std::string_view payload) {
  return payload.size() >= deflate_from;
}

void append_deflated(std::string& out, std::string_view payload, Opcode opcode, int window_bits) {
  const std::string packed = worth_deflating(payload) ? deflate_payload(payload, window_bits) : std::string();
  if (packed.empty() || packed.size() >= payload.size()) return append_frame(out, opcode, payload);
  append_header(out, opcode, packed.size(), true);
  out += packed;
}

std::string close_frame(std::uint16_t code, std::string_view reason) {
  std::string payload;
  if (code != no_code) {
    payload += static_cast<char>(code >> 8);
    payload += static_cast<char>(code & 0xff);
    payload += reason.substr(0, 120);
  }
  std::string frame;
  append_frame(frame, Opcode::close, payload);
  return frame;
}

std::string accept_key(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[20];
  websocketpp::sha1::calc(text.data(), text.size(), digest);
  return websocketpp::base64_encode(digest, sizeof digest);
}

}  // namespace workchat::server
