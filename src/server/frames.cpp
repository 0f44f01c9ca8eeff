#include "server/frames.hpp"

// websocketpp's own code is not written for our warnings.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <websocketpp/base64/base64.hpp>
#include <websocketpp/concurrency/none.hpp>
#include <websocketpp/config/core.hpp>
#include <websocketpp/frame.hpp>
#include <websocketpp/logger/stub.hpp>
#include <websocketpp/processors/hybi13.hpp>
#include <websocketpp/sha1/sha1.hpp>
#pragma GCC diagnostic pop

#include <algorithm>

#include "base/text.hpp"
#include "server/deflate.hpp"

namespace workchat::server {
namespace {

namespace wire = websocketpp::frame;
namespace close_status = websocketpp::close::status;
using ErrorCode = websocketpp::lib::error_code;
using Errors = websocketpp::processor::error::processor_errors;

constexpr std::uint16_t no_code = 1005;
constexpr std::size_t deflate_from = 1024;

// Our permessage-deflate in the place of websocketpp's, which inflates before it looks at the size.
class DeflatePolicy {
 public:
  using Negotiated = std::pair<ErrorCode, std::string>;

  bool is_implemented() const { return true; }
  bool is_enabled() const { return enabled_; }
  // Negotiation is ws_handshake's; a processor is told how it ended.
  Negotiated negotiate(const websocketpp::http::attribute_list&) { return {}; }
  ErrorCode validate_offer(const websocketpp::http::attribute_list&) { return {}; }
  ErrorCode init(bool) { return {}; }
  std::string generate_offer() const { return {}; }
  ErrorCode compress(const std::string&, std::string&) { return make_error_code(Errors::not_implemented); }
  ErrorCode decompress(const std::uint8_t* bytes, std::size_t size, std::string& out) {
    switch (inflater_.add(bytes, size, most_, out)) {
      case Inflater::State::good: return {};
      case Inflater::State::too_large: return make_error_code(Errors::message_too_big);
      case Inflater::State::broken: break;
    }
    return make_error_code(Errors::invalid_payload);
  }

  void enable(std::size_t most) {
    enabled_ = true;
    most_ = most;
  }
  void end_message() { inflater_.reset(); }

 private:
  bool enabled_ = false;
  std::size_t most_ = 0;
  Inflater inflater_;
};

struct Config : websocketpp::config::core {
  using concurrency_type = websocketpp::concurrency::none;
  using elog_type = websocketpp::log::stub;
  using alog_type = websocketpp::log::stub;
  using permessage_deflate_type = DeflatePolicy;
  [[maybe_unused]] static const bool enable_multithreading = false;
};

// One for all connections of a thread: messages are made by it and given back at once.
Config::con_msg_manager_type::ptr message_maker() {
  thread_local const auto maker = std::make_shared<Config::con_msg_manager_type>();
  return maker;
}

Config::rng_type& no_randomness() {
  thread_local Config::rng_type generator;  // a server masks nothing
  return generator;
}

std::uint16_t close_code_of(const ErrorCode& error) {
  if (error == Errors::non_minimal_encoding) return 1002;
  return websocketpp::processor::error::to_ws(error);
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
  if (payload.size() == 1) return failure(1002);
  const unsigned code =
      static_cast<unsigned char>(payload[0]) * 256U + static_cast<unsigned char>(payload[1]);
  if (!valid_close_code(code)) return failure(1002);
  payload.erase(0, 2);
  if (!base::valid_utf8(payload)) return failure(1007);
  event.close_code = static_cast<std::uint16_t>(code);
  event.payload = std::move(payload);
  return event;
}

void append_header(std::string& out, wire::opcode::value opcode, std::size_t size, bool compressed) {
  const wire::basic_header basic(opcode, size, true, false, compressed);
  out += wire::prepare_header(basic, wire::extended_header(size));
}

}  // namespace

class FrameReader::Processor : public websocketpp::processor::hybi13<Config> {
 public:
  Processor(std::size_t most, bool deflate) : hybi13(false, true, message_maker(), no_randomness()) {
    set_max_message_size(most);
    if (deflate) m_permessage_deflate.enable(most);
  }

  FrameEvent read(char* bytes, std::size_t size, std::size_t& used) {
    used = 0;
    while (used < size && !ready()) {
      // Field by field, so that each header can be looked at before its payload is taken.
      const bool header = m_state == HEADER_BASIC;
      const std::size_t count = std::min(size - used, get_bytes_needed());
      ErrorCode error;
      consume(reinterpret_cast<std::uint8_t*>(bytes) + used, count, error);
      used += count;
      if (error) return failure(wrong_length() ? 1002 : close_code_of(error));
      if (header && m_state != HEADER_BASIC && compressed_inside_a_message()) return failure(1002);
    }
    return ready() ? message() : FrameEvent{};
  }

 private:
  // RFC 7692, section 6.1: RSV1 is set on a message's first frame only; the processor lets it pass on others.
  bool compressed_inside_a_message() const {
    return wire::get_rsv1(m_basic_header) && wire::get_opcode(m_basic_header) == wire::opcode::CONTINUATION;
  }

  // RFC 6455, section 5.2: the first bit of an 8-byte length is 0; to the processor it is only large.
  bool wrong_length() const {
    return wire::get_basic_size(m_basic_header) == wire::payload_size_code_64bit &&
           (m_extended_header.bytes[0] & 0x80) != 0;
  }

  FrameEvent message() {
    const message_ptr taken = get_message();
    const auto opcode = static_cast<Opcode>(taken->get_opcode());
    if (opcode == Opcode::text || opcode == Opcode::binary) m_permessage_deflate.end_message();
    std::string payload = std::move(taken->get_raw_payload());
    if (opcode == Opcode::close) return read_close(std::move(payload));
    return {FrameEvent::What::message, opcode, std::move(payload), 0};
  }
};

FrameReader::FrameReader(std::size_t most, bool deflate)
    : processor_(std::make_unique<Processor>(most, deflate)) {}
FrameReader::~FrameReader() = default;

FrameEvent FrameReader::read(char* bytes, std::size_t size, std::size_t& used) {
  return processor_->read(bytes, size, used);
}

void append_frame(std::string& out, Opcode opcode, std::string_view payload) {
  append_header(out, static_cast<wire::opcode::value>(opcode), payload.size(), false);
  out += payload;
}

bool worth_deflating(std::string_view payload) {
  return payload.size() >= deflate_from;
}

void append_deflated(std::string& out, std::string_view payload) {
  const std::string packed = worth_deflating(payload) ? deflate_payload(payload) : std::string();
  if (packed.empty() || packed.size() >= payload.size()) return append_frame(out, Opcode::text, payload);
  append_header(out, wire::opcode::TEXT, packed.size(), true);
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
