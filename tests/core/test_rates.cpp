#include <doctest/doctest.h>

#include <string>

#include "core/rates.hpp"

using workchat::core::Bucket;
using workchat::core::Buckets;
using workchat::core::Rate;

TEST_CASE("a bucket gives its burst at once and then fills by the minute") {
  const Rate rate{60, 3};
  Bucket bucket;
  for (int i = 0; i < 3; ++i) {
    CHECK(bucket.wait_ms(rate, 1000) == 0);
    bucket.take();
  }
  CHECK(bucket.wait_ms(rate, 1000) == 1000);
  CHECK(bucket.wait_ms(rate, 1600) == 400);
  CHECK(bucket.wait_ms(rate, 2000) == 0);
  bucket.take();
  CHECK(bucket.wait_ms(rate, 2000) == 1000);
  CHECK(bucket.wait_ms(rate, 100000) == 0);
  CHECK(bucket.full());
}

TEST_CASE("a bucket never holds more than its burst, and a clock that stands still fills nothing") {
  const Rate rate{60, 1};
  Bucket bucket;
  CHECK(bucket.wait_ms(rate, 10'000'000) == 0);
  bucket.take();
  CHECK(bucket.wait_ms(rate, 10'000'000) == 1000);
  CHECK(bucket.wait_ms(rate, 10'000'000) == 1000);
}

TEST_CASE("buckets that are full again are forgotten") {
  const Rate rate{60, 2};
  Buckets buckets;
  for (int i = 0; i < 1024; ++i) buckets.take("address " + std::to_string(i), 0);
  CHECK(buckets.size() == 1024);
  CHECK(buckets.wait_ms("another", rate, 3'600'000) == 0);
  CHECK(buckets.size() == 0);
  buckets.take("one", 3'600'000);
  buckets.take("one", 3'600'000);
  CHECK(buckets.wait_ms("one", rate, 3'600'000) > 0);
  CHECK(buckets.wait_ms("other", rate, 3'600'000) == 0);
}
