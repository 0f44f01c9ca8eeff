#include "server/deflate.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "server/frames.hpp"

using namespace workchat::server;

namespace {

std::string mask(std::string frame, bool compressed = false, bool fin = true, int opcode = 1) {
  std::string out(1, static_cast<char>((fin ? 0x80 : 0) | (compressed ? 0x40 : 0) | opcode));
  if (frame.size() < 126) {
    out += static_cast<char>(0x80 | frame.size());
  } else {
    out += static_cast<char>(0x80 | 126);
    out += static_cast<char>(frame.size() >> 8);
    out += static_cast<char>(frame.size() & 0xff);
  }
  return out + std::string(4, '\0') + frame;
}

FrameEvent read(FrameReader& reader, std::string bytes) {
  std::size_t used = 0;
  return reader.read(bytes.data(), bytes.size(), used);
}

}  // namespace

TEST_CASE("A deflate bomb ends at the message limit and not after it") {
  const std::string bomb = deflate_payload(std::string(50'000'000, 'a'));
  REQUIRE(bomb.size() < 250'000);
  Inflater inflater;
  std::string out;
  CHECK(inflater.add(reinterpret_cast<const unsigned char*>(bomb.data()), bomb.size(), 65536, out) ==
        Inflater::State::too_large);
  CHECK(out.size() <= 65536);

  FrameReader reader(65536, true);
  const std::string small_bomb = deflate_payload(std::string(20'000'000, 'a')).substr(0, 60000);
  const FrameEvent event = read(reader, mask(small_bomb, true));
  CHECK(event.what == FrameEvent::What::failure);
  CHECK(event.close_code == 1009);
}

TEST_CASE("A compressed message comes out as it went in") {
  std::string json;
  for (int i = 0; i < 400; ++i) json += "{\"type\":\"message\",\"seq\":" + std::to_string(i) + "}";
  FrameReader reader(65536, true);
  for (int round = 0; round < 2; ++round) {
    const FrameEvent event = read(reader, mask(deflate_payload(json), true));
    CHECK(event.what == FrameEvent::What::message);
    CHECK(event.payload == json);
  }
  const FrameEvent plain = read(reader, mask("plain"));
  CHECK(plain.payload == "plain");
}

TEST_CASE("An extension offer is taken by its first part that can be served") {
  CHECK(negotiate_deflate("permessage-deflate").has_value());
  CHECK(negotiate_deflate("permessage-deflate; client_max_window_bits").has_value());
  CHECK(negotiate_deflate("permessage-deflate; server_max_window_bits=10, permessage-deflate").has_value());
  CHECK(negotiate_deflate("x-other, permessage-deflate; client_max_window_bits=\"12\"").has_value());
  CHECK(negotiate_deflate("permessage-deflate")->window_bits == 15);
  const auto narrow = negotiate_deflate("permessage-deflate; server_max_window_bits=10");
  REQUIRE(narrow.has_value());
  CHECK(narrow->window_bits == 10);
  CHECK(narrow->answer.find("server_max_window_bits=10") != std::string::npos);
  CHECK_FALSE(negotiate_deflate("").has_value());
  CHECK_FALSE(negotiate_deflate("permessage-deflate; server_max_window_bits=16").has_value());
  CHECK_FALSE(negotiate_deflate("permessage-deflate; client_max_window_bits=7").has_value());
  CHECK_FALSE(negotiate_deflate("permessage-deflate; client_max_window_bits=012").has_value());
  CHECK_FALSE(negotiate_deflate("permessage-deflate; unheard_of").has_value());
  CHECK_FALSE(negotiate_deflate("permessage-deflate; server_no_context_takeover; server_no_context_takeover")
                  .has_value());
}

TEST_CASE("Extensions that do not follow the grammar are told from those that are not known") {
  for (const char* good : {"", "x", "x; y", "x;y=1 , z", "x; y=\"1\"", ",x,,"}) {
    CAPTURE(good);
    CHECK(well_formed_extensions(good));
  }
  for (const char* bad :
       {"x y", ";", "x;", "x; =1", "x; y=", "x; y=\"\"", "x; y=\"1", "x; y=\"a,b\"", "x=1"}) {
    CAPTURE(bad);
    CHECK_FALSE(well_formed_extensions(bad));
  }
}

TEST_CASE("A smaller window is kept to: nothing is copied from further back") {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += std::to_string(i * 7919 % 1000);
  for (int bits = 8; bits <= 15; ++bits) {
    CAPTURE(bits);
    Inflater inflater;
    std::string out;
    const std::string packed = deflate_payload(text, bits);
    CHECK(inflater.add(reinterpret_cast<const unsigned char*>(packed.data()), packed.size(), text.size(),
                       out) == Inflater::State::good);
    CHECK(inflater.finish());
    CHECK(out == text);
  }
}

TEST_CASE("A compressed message that is cut off anywhere is noticed") {
  std::string text;
  for (int i = 0; i < 300; ++i) text += std::to_string(i * 7919 % 1000);
  const std::string packed = deflate_payload(text);
  for (std::size_t size = 1; size < packed.size(); ++size) {
    CAPTURE(size);
    FrameReader reader(65536, true);
    const FrameEvent event = read(reader, mask(packed.substr(0, size), true));
    CHECK(event.what == FrameEvent::What::failure);
    CHECK(event.close_code == 1007);
  }
}

TEST_CASE("A text is judged as the whole text would be, byte by byte") {
  const auto agrees = [](const std::string& text) {
    FrameReader reader(1024, false);
    FrameEvent event;
    for (char c : mask(text)) {
      if (event.what == FrameEvent::What::nothing) event = read(reader, std::string(1, c));
    }
    const bool good = event.what == FrameEvent::What::message && event.payload == text;
    const bool bad = event.what == FrameEvent::What::failure && event.close_code == 1007;
    return workchat::base::valid_utf8(text) ? good : bad;
  };
  int wrong = 0;
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string pair = {static_cast<char>(first), static_cast<char>(second)};
      for (const char* rest : {"", "\x80", "\xbf\x80", "\x7f"}) wrong += agrees(pair + rest) ? 0 : 1;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("Empty frames without end are too large: a message has no more frames than bytes, and a last one") {
  FrameReader reader(1000, false);
  CHECK(read(reader, mask("", false, false)).what == FrameEvent::What::nothing);
  for (int i = 0; i < 1000; ++i)
    REQUIRE(read(reader, mask("", false, false, 0)).what == FrameEvent::What::nothing);
  const FrameEvent event = read(reader, mask("", false, false, 0));
  CHECK(event.what == FrameEvent::What::failure);
  CHECK(event.close_code == 1009);
}

TEST_CASE("Frames that break the protocol are answered with the code that says so") {
  struct Row {
    const char* about;
    std::string bytes;
    int code;
  };
  const std::string key(4, '\0');
  const Row rows[] = {
      {"an unmasked frame", std::string("\x81\x02hi"), 1002},
      {"RSV2", std::string("\xa1\x80") + key, 1002},
      {"RSV1 without the extension", std::string("\xc1\x80") + key, 1002},
      {"an unknown opcode", std::string("\x83\x80") + key, 1002},
      {"a fragmented ping", std::string("\x09\x80") + key, 1002},
      {"a ping over 125 bytes", std::string("\x89\xfe\x00\x7e", 4) + key + std::string(126, 'a'), 1002},
      {"a length in two bytes that fits into one", std::string("\x81\xfe\x00\x05", 4) + key + "hello", 1002},
      {"a length in eight bytes that fits into two", std::string("\x81\xff\0\0\0\0\0\0\x01\x00", 10) + key,
       1002},
      {"a length with its first bit set", std::string("\x81\xff\x80\0\0\0\0\0\0\0", 10) + key, 1002},
      {"a continuation of nothing", std::string("\x80\x80") + key, 1002},
      {"a message inside a message", mask("a", false, false) + mask("b"), 1002},
      {"a text that is no UTF-8", mask("\xc3\x28"), 1007},
      {"a text that ends inside a character", mask("\xe2\x82"), 1007},
      {"a text in two frames that ends inside a character",
       mask("\xe2", false, false) + mask("\x82", false, true, 0), 1007},
      {"a message over the limit", mask(std::string(1025, 'a')), 1009},
      {"a message over the limit in two frames",
       mask(std::string(1000, 'a'), false, false) + mask("12345678901234567890123456", false, true, 0), 1009},
      {"a close with one byte", mask("\x03", false, true, 8), 1002},
      {"a close with a code that is not for the wire", mask("\x03\xed", false, true, 8), 1002},
      {"a close with a code out of range", mask(std::string("\x00\x64", 2), false, true, 8), 1002},
      {"a close whose reason is no UTF-8", mask("\x03\xe8\xff", false, true, 8), 1007},
  };
  for (const Row& row : rows) {
    CAPTURE(row.about);
    FrameReader reader(1024, false);
    const FrameEvent event = read(reader, row.bytes);
    CHECK(event.what == FrameEvent::What::failure);
    CHECK(event.close_code == row.code);
  }
}

TEST_CASE("RSV1 inside of a message is a protocol error also with the extension") {
  FrameReader reader(1024, true);
  const FrameEvent event =
      read(reader, mask(deflate_payload("hello"), true, false) + mask("", true, true, 0));
  CHECK(event.what == FrameEvent::What::failure);
  CHECK(event.close_code == 1002);
}

TEST_CASE("Pings between the fragments of a message are given at once") {
  FrameReader reader(1024, false);
  std::string bytes = mask("ho", false, false) + mask("now", false, true, 9) + mask("la", false, true, 0);
  std::size_t used = 0;
  const FrameEvent ping = reader.read(bytes.data(), bytes.size(), used);
  CHECK(ping.opcode == Opcode::ping);
  CHECK(ping.payload == "now");
  std::size_t rest = 0;
  const FrameEvent text = reader.read(bytes.data() + used, bytes.size() - used, rest);
  CHECK(text.payload == "hola");
}

TEST_CASE("The accept key is RFC 6455's for its example") {
  CHECK(accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}
