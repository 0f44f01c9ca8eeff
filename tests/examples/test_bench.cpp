#include <cstdint>
#include <limits>
#include <string>

#include <doctest/doctest.h>

#include "examples/bench/client_ids.hpp"
#include "examples/bench/histogram.hpp"
#include "examples/bench/message.hpp"
#include "examples/bench/report.hpp"
#include "examples/bench/ws_frame.hpp"

using bench::Histogram;

TEST_CASE("a quantile is within one per cent of what was recorded") {
  Histogram histogram;
  for (std::int64_t i = 1; i <= 100'000; ++i) histogram.record(i * 37);
  for (const double share : {0.001, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    CHECK(static_cast<double>(histogram.quantile(share)) == doctest::Approx(share * 3'700'000).epsilon(0.01));
  }
  CHECK(histogram.max() == 3'700'000);
  CHECK(histogram.count() == 100'000);
}

TEST_CASE("a histogram takes every duration, and nothing from none") {
  Histogram histogram;
  CHECK(histogram.quantile(0.99) == 0);
  for (const std::int64_t ns :
       {std::int64_t{-5}, std::int64_t{0}, std::numeric_limits<std::int64_t>::max()}) {
    histogram.record(ns);
  }
  CHECK(histogram.quantile(0.5) == 0);
  CHECK(histogram.quantile(1) == std::numeric_limits<std::int64_t>::max());
}

TEST_CASE("one slow delivery in ten thousand is the maximum and moves no p99") {
  Histogram fast, slow;
  for (int i = 0; i < 9'999; ++i) fast.record(1'000);
  slow.record(5'000'000'000);
  fast.add(slow);
  CHECK(fast.quantile(0.99) < 1'010);
  CHECK(fast.quantile(1) == 5'000'000'000);
}

TEST_CASE("a report is one line of JSON, and fails by what broke") {
  bench::Report report("load");
  report.set("cpu_us", 0.25);
  CHECK_FALSE(report.failed());
  report.fail("2 \"lost\"");
  CHECK(report.json() == "{\"load\":\"load\",\"cpu_us\":0.25,\"failures\":[\"2 \\\"lost\\\"\"]}\n");
  CHECK(report.failed());
}

TEST_CASE("the floor's frame is read as a delivery, and says when it was sent and by whom") {
  bench::MessageWriter floor(true), chat(false);
  const std::string prefix = bench::delivery_prefix("general");
  bench::Delivery delivery;
  REQUIRE(bench::read_delivery(floor.write("general", 1, 42, 1'234'567'890, 77), prefix, delivery));
  CHECK(delivery.seq == 77);
  CHECK(delivery.sent_ns == 1'234'567'890);
  CHECK(delivery.sender == 42);
  CHECK_FALSE(bench::read_delivery(chat.write("general", 1, 42, 1, 77), prefix, delivery));
  CHECK_FALSE(bench::read_delivery(floor.write("other", 1, 42, 1, 77), prefix, delivery));
  CHECK(bench::is_ok(R"({"type":"ok","id":12,"room":"general"})"));
  CHECK_FALSE(bench::is_ok(R"({"type":"error","id":12})"));
}

TEST_CASE("client ids of now are UUIDv7s that grow and are later than a seed's") {
  bench::ClientIds now = bench::ClientIds::of_now();
  std::string last = bench::ClientIds(1, 1'000'000'000).next();
  for (int i = 0; i < 1000; ++i) {
    const std::string id = now.next();
    CHECK(id > last);
    CHECK(id.size() == 36);
    CHECK(id[14] == '7');
    last = id;
  }
}

TEST_CASE("a frame is there when its last byte is, whatever the length of its header") {
  for (const std::size_t size : {0U, 125U, 126U, 65'535U, 65'536U}) {
    std::string bytes = "\x81";
    if (size < 126) {
      bytes += static_cast<char>(size);
    } else {
      const int width = size < 65'536 ? 2 : 8;
      bytes += static_cast<char>(width == 2 ? 126 : 127);
      for (int i = width - 1; i >= 0; --i) bytes += static_cast<char>(size >> (8 * i) & 0xFF);
    }
    bytes += std::string(size, 'x');
    const bench::WsFrame frame = bench::first_frame(bytes + "\x81");
    CHECK(frame.size == bytes.size());
    CHECK(frame.payload.size() == size);
    CHECK(frame.opcode == bench::op_text);
    bytes.pop_back();
    CHECK(bench::first_frame(bytes).size == 0);
  }
}
