#include <cstdint>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "fuzz/fuzz.hpp"
#include "server/deflate.hpp"
#include "server/frames.hpp"

// Frames are the same however the bytes were cut, no message is over the limit, every text is UTF-8, and what
// a good client sends comes out as it was meant.
namespace workchat::fuzz {
namespace {

using server::FrameEvent;
using server::FrameReader;
using server::Opcode;

struct Terms {
  std::size_t most;
  bool deflate;
};

void check(const FrameEvent& event, const Terms& terms) {
  if (event.what == FrameEvent::What::failure)
    return expect(event.close_code == 1002 || event.close_code == 1007 || event.close_code == 1009,
                  "a failure has a code of RFC 6455");
  expect(event.payload.size() <= terms.most || event.payload.size() <= 125, "no message is over the limit");
  if (event.opcode == Opcode::text || event.opcode == Opcode::close)
    expect(base::valid_utf8(event.payload), "a text is UTF-8");
  if (event.opcode >= Opcode::close) expect(event.payload.size() <= 125, "a control frame is small");
}

std::string shown(const FrameEvent& event) {
  // A piece that is both too much and no UTF-8 is refused for what was seen first.
  const bool content = event.close_code == 1007 || event.close_code == 1009;
  if (event.what == FrameEvent::What::failure)
    return "failure " + (content ? std::string("of the content") : std::to_string(event.close_code)) + "\n";
  return std::to_string(static_cast<int>(event.opcode)) + " " + std::to_string(event.close_code) + " " +
         event.payload + "\n";
}

std::string read(std::string_view bytes, const Terms& terms, int way) {
  FrameReader reader(terms.most, terms.deflate);
  std::string all;
  bool over = false;
  in_pieces(bytes, way, [&](std::string_view piece) {
    std::string own(piece);  // it is unmasked in place
    std::size_t at = 0;
    while (!over && at < own.size()) {
      std::size_t used = 0;
      const FrameEvent event = reader.read(own.data() + at, own.size() - at, used);
      expect(used <= own.size() - at, "no more is read than there is");
      expect(used > 0 || event.what == FrameEvent::What::failure, "reading goes on");
      at += used;
      if (event.what == FrameEvent::What::nothing) continue;
      check(event, terms);
      all += shown(event);
      over = event.what == FrameEvent::What::failure || event.opcode == Opcode::close;
    }
  });
  return all;
}

struct FrameBits {
  unsigned first;  ///< fin, rsv, opcode
  bool masked;
  int length_bytes;  ///< 0: the least
};

void append(std::string& out, const FrameBits& bits, std::string_view payload, std::uint32_t key) {
  const std::uint64_t size = payload.size();
  const int least = size < 126 ? 1 : size < 65536 ? 2 : 8;
  const int length = bits.length_bytes == 0 ? least : bits.length_bytes;
  out += static_cast<char>(bits.first);
  const unsigned mask = bits.masked ? 0x80U : 0U;
  if (length == 1)
    out += static_cast<char>(mask | (size & 0x7f));
  else
    out += static_cast<char>(mask | (length == 2 ? 126U : 127U));
  for (int i = length == 1 ? 0 : length; i > 0; --i) out += static_cast<char>(size >> (8 * (i - 1)));
  std::string mask_bytes;
  for (int i = 3; i >= 0 && bits.masked; --i) mask_bytes += static_cast<char>(key >> (8 * i));
  out += mask_bytes;
  for (std::size_t i = 0; i < payload.size(); ++i)
    out += bits.masked ? static_cast<char>(payload[i] ^ mask_bytes[i % 4]) : payload[i];
}

std::string some_payload(Choices& choices) {
  const std::size_t times = choices.yes() ? 1 : 1 + choices.below(600);
  const std::string once = choices.text(255);
  std::string payload;
  for (std::size_t i = 0; i < times; ++i) payload += once;
  return payload;
}

/// Frames that are nearly right: any bit, any order.
std::string odd_frames(Choices& choices) {
  std::string bytes;
  for (int i = 0; i < 24 && !choices.done(); ++i) {
    FrameBits bits{static_cast<unsigned>(choices.below(256)), choices.below(16) != 15, 0};
    constexpr int lengths[] = {0, 0, 0, 0, 0, 1, 2, 8};
    bits.length_bytes = lengths[choices.below(8)];
    const std::string payload = some_payload(choices);
    const bool packed = choices.yes();
    const auto key = static_cast<std::uint32_t>(choices.below(65536)) * 65537U;
    append(bytes, bits, packed ? server::deflate_payload(payload) : payload, key);
  }
  return bytes;
}

/// What a good client sends, in fragments with pings between them; and what must come of it.
void good_frames(Choices& choices, const Terms& terms) {
  std::string bytes;
  std::string meant;
  for (int i = 0; i < 8 && !choices.done(); ++i) {
    const bool text = choices.below(4) != 0;
    const std::string payload = some_payload(choices);
    const bool packed = terms.deflate && choices.yes();
    const std::string sent = packed ? server::deflate_payload(payload) : payload;
    const std::size_t fragments = 1 + choices.below(4);
    std::string pings;
    for (std::size_t part = 0; part < fragments; ++part) {
      const bool last = part + 1 == fragments;
      const std::size_t begin = sent.size() * part / fragments;
      const std::size_t end = sent.size() * (part + 1) / fragments;
      const unsigned opcode = part > 0 ? 0U : text ? 1U : 2U;
      const unsigned first = (last ? 0x80U : 0U) | (packed && part == 0 ? 0x40U : 0U) | opcode;
      append(bytes, {first, true, 0}, std::string_view(sent).substr(begin, end - begin),
             0x01020304U + static_cast<std::uint32_t>(i));
      if (last || !choices.yes()) continue;
      append(bytes, {0x89, true, 0}, "ping", 7);
      meant += shown({FrameEvent::What::message, Opcode::ping, "ping", 0});
    }
    const bool refused = payload.size() > terms.most || (text && !base::valid_utf8(payload));
    // What is wrong may be seen in the middle of it, before a ping or after.
    if (refused)
      return expect(read(bytes, terms, 0).find("failure of the content") != std::string::npos,
                    "too much is refused");
    meant += shown({FrameEvent::What::message, text ? Opcode::text : Opcode::binary, payload, 0});
  }
  for (int way = 0; way < ways; ++way)
    expect_same(read(bytes, terms, way), meant, "what a good client sends comes out as it was meant");
}

}  // namespace
}  // namespace workchat::fuzz

using namespace workchat::fuzz;

FUZZ_TARGET(frames) {
  Choices choices(input);
  constexpr std::size_t bounds[] = {65536, 125, 3000};
  const Terms terms{bounds[choices.below(3)], choices.yes()};
  const std::size_t kind = choices.below(3);
  if (kind == 0) return good_frames(choices, terms);
  const std::string bytes = kind == 1 ? odd_frames(choices) : std::string(choices.rest());
  const std::string at_once = read(bytes, terms, 0);
  for (int way = 1; way < ways; ++way)
    expect_same(at_once, read(bytes, terms, way), "messages are the same however the bytes were cut");
}
