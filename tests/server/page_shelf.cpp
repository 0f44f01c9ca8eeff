#include "server/page_shelf.hpp"

#include <doctest/doctest.h>

using namespace workchat;
using namespace workchat::server;

namespace {

ShelvedPage page(std::size_t size, char letter = 'x') {
  return {std::make_shared<const std::string>(size, letter), 9, 9, false};
}

}  // namespace

TEST_CASE("A page is found where it was put, for as long as it keeps") {
  PageShelf shelf;
  shelf.put(1, Form::frame, 5, page(10), 1000);
  shelf.put(1, Form::frame, 5, page(10, 'y'), 1001);  // read by another before the first was here
  REQUIRE(shelf.find(1, Form::frame, 5, 1000));
  CHECK(*shelf.find(1, Form::frame, 5, 1000)->bytes == "xxxxxxxxxx");
  CHECK_FALSE(shelf.find(1, Form::stream, 5, 1000));
  CHECK_FALSE(shelf.find(1, Form::frame, 4, 1000));
  CHECK_FALSE(shelf.find(2, Form::frame, 5, 1000));
  CHECK(shelf.find(1, Form::frame, 5, 1000 + PageShelf::keeps_ms - 1));
  CHECK_FALSE(shelf.find(1, Form::frame, 5, 1000 + PageShelf::keeps_ms));
}

TEST_CASE("The shelf holds so many bytes, and lets the oldest go") {
  PageShelf shelf;
  shelf.put(1, Form::frame, 0, page(PageShelf::most_bytes / 2), 0);
  shelf.put(2, Form::frame, 0, page(PageShelf::most_bytes / 2), 0);
  CHECK(shelf.find(1, Form::frame, 0, 0));
  shelf.put(3, Form::frame, 0, page(1), 0);
  CHECK_FALSE(shelf.find(1, Form::frame, 0, 0));
  CHECK(shelf.find(2, Form::frame, 0, 0));
  CHECK(shelf.find(3, Form::frame, 0, 0));
  shelf.put(4, Form::frame, 0, page(PageShelf::most_bytes + 1), 0);
  CHECK_FALSE(shelf.find(4, Form::frame, 0, 0));
  CHECK(shelf.find(2, Form::frame, 0, 0));
}

TEST_CASE("A room's pages go together, and their room is free again") {
  PageShelf shelf;
  for (int round = 0; round < 3; ++round) {
    shelf.put(1, Form::frame, 0, page(PageShelf::most_bytes / 2), 0);
    shelf.put(1, Form::stream, 7, page(PageShelf::most_bytes / 4), 0);
    shelf.put(2, Form::frame, 0, page(10), 0);
    shelf.drop(1);
    CHECK_FALSE(shelf.find(1, Form::frame, 0, 0));
    CHECK_FALSE(shelf.find(1, Form::stream, 7, 0));
    CHECK(shelf.find(2, Form::frame, 0, 0));
  }
}

TEST_CASE("A shelf that was cleared is as a new one") {
  PageShelf shelf;
  shelf.put(1, Form::frame, 0, page(PageShelf::most_bytes), 0);
  shelf.clear();
  CHECK_FALSE(shelf.find(1, Form::frame, 0, 0));
  shelf.put(2, Form::frame, 0, page(PageShelf::most_bytes), 0);
  CHECK(shelf.find(2, Form::frame, 0, 0));
}
