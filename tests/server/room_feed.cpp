#include "server/room_feed.hpp"

#include <doctest/doctest.h>

using namespace workchat;
using namespace workchat::server;

namespace {

struct Ear : Sitter {
  explicit Ear(UserId id, Form how = Form::stream) : name(std::move(id)), wanted(how) {}
  Form form() const override { return wanted; }
  const UserId& user() const override { return name; }
  void hear(const Chunk& bytes, bool) override {
    heard += *bytes;
    chunks.push_back(bytes);
  }
  void fell_behind(Seat&) override { ++behind; }

  UserId name;
  Form wanted;
  std::string heard;
  std::vector<Chunk> chunks;
  int behind = 0;
};

EventPtr entry(Seq seq, UserId audience = {}) {
  auto made = std::make_shared<Entry>();
  made->room = "general";
  made->seq = seq;
  made->text = "m" + std::to_string(seq);
  made->audience = std::move(audience);
  auto event = std::make_shared<Event>();
  event->room_key = 7;
  event->room = "general";
  event->entry = std::move(made);
  return event;
}

EventPtr ephemeron(EventType type, UserId user = {}) {
  auto event = std::make_shared<Event>();
  event->type = type;
  event->room_key = 7;
  event->room = "general";
  event->user.id = std::move(user);
  return event;
}

EventPtr typing(UserId user = {}) {
  return ephemeron(EventType::typing, std::move(user));
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("Listeners of one form share the bytes of a round") {
  RoomFeed feed(7, 0, 65536);
  Ear ana("u_a"), beto("u_b");
  Seat first(ana, 7, 0), second(beto, 7, 0);
  first.held = second.held = false;
  feed.add(first);
  feed.add(second);
  feed.tell(entry(1));
  feed.tell(entry(2));
  feed.flush();
  REQUIRE(ana.chunks.size() == 1);
  CHECK((ana.chunks[0] == beto.chunks[0]));
  CHECK(count(ana.heard, "event: message") == 2);
  feed.remove(first);
  feed.remove(second);
}

TEST_CASE("Who comes in the middle of a round hears only what follows, and who goes has heard all before") {
  RoomFeed feed(7, 0, 65536);
  Ear ana("u_a"), beto("u_b");
  Seat first(ana, 7, 0), second(beto, 7, 1);
  first.held = second.held = false;
  feed.add(first);
  feed.tell(entry(1));
  feed.add(second);
  feed.tell(entry(2));
  feed.remove(first);
  feed.tell(entry(3));
  feed.flush();
  CHECK(count(ana.heard, "id: ") == 2);
  CHECK(beto.heard.find("id: 1\n") == std::string::npos);
  CHECK(beto.heard.find("id: 2\n") < beto.heard.find("id: 3\n"));
  feed.remove(second);
}

TEST_CASE("A listener that knows part of a chunk already gets the other part") {
  RoomFeed feed(7, 0, 65536);
  Ear ana("u_a");
  Seat seat(ana, 7, 2);
  seat.held = false;
  feed.add(seat);
  for (Seq seq = 1; seq <= 4; ++seq) feed.tell(entry(seq));
  feed.flush();
  CHECK(count(ana.heard, "id: ") == 2);
  CHECK(ana.heard.find("id: 3\n") < ana.heard.find("id: 4\n"));
  feed.remove(seat);
}

TEST_CASE("A listener with a gap before it reads, and hears of ephemera only who comes and goes") {
  RoomFeed feed(7, 0, 65536);
  Ear ana("u_a");
  Seat seat(ana, 7, 0);
  seat.held = false;
  feed.add(seat);
  feed.tell(entry(5));
  feed.tell(typing());
  feed.tell(ephemeron(EventType::join, "u_b"));
  feed.tell(typing());
  feed.tell(ephemeron(EventType::leave, "u_b"));
  feed.flush();
  CHECK(count(ana.heard, "event: ") == 2);
  CHECK(ana.heard.find("event: join") < ana.heard.find("event: leave"));
  CHECK(ana.behind > 0);
  CHECK(seat.cursor.needs_read());
  feed.remove(seat);
}

TEST_CASE("An entry for one reader is a nop to the others, and nothing at all on a stream") {
  RoomFeed feed(7, 0, 65536);
  Ear author("u_a", Form::frame), other("u_b", Form::frame), stream("u_c");
  Seat seats[] = {{author, 7, 0}, {other, 7, 0}, {stream, 7, 0}};
  for (Seat& seat : seats) {
    seat.held = false;
    feed.add(seat);
  }
  feed.tell(entry(1));
  feed.tell(entry(2, "u_a"));
  feed.tell(entry(3));
  feed.flush();
  CHECK(count(author.heard, "\"m2\"") == 1);
  CHECK(count(other.heard, "\"m2\"") == 0);
  CHECK(count(other.heard, "\"nop\"") == 1);
  CHECK(other.heard.find("\"m1\"") < other.heard.find("\"nop\""));
  CHECK(other.heard.find("\"nop\"") < other.heard.find("\"m3\""));
  CHECK(count(stream.heard, "id: ") == 2);
  for (Seat& seat : seats) feed.remove(seat);
}

TEST_CASE("A seat that may not speak yet keeps the last word of each who came or went") {
  RoomFeed feed(7, 0, 65536);
  Ear ana("u_a");
  Seat seat(ana, 7, 0);
  feed.add(seat);
  feed.tell(ephemeron(EventType::join, "u_a"));
  feed.tell(ephemeron(EventType::join, "u_b"));
  feed.tell(typing("u_b"));
  feed.tell(ephemeron(EventType::join, "u_c"));
  feed.tell(ephemeron(EventType::leave, "u_b"));
  feed.flush();
  CHECK(ana.heard.empty());
  REQUIRE(seat.presence.size() == 2);
  CHECK(seat.presence[0]->user.id == "u_c");
  CHECK(seat.presence[1]->type == EventType::leave);
  CHECK_FALSE(seat.cursor.needs_read());
  for (int i = 0; i < 1000; ++i) feed.tell(ephemeron(EventType::join, "u_" + std::to_string(i)));
  feed.flush();
  CHECK(seat.presence.size() == 256);
  feed.remove(seat);
}

TEST_CASE("Who types is not told of it") {
  RoomFeed feed(7, 0, 65536);
  Ear ana("u_a"), beto("u_b");
  Seat seats[] = {{ana, 7, 0}, {beto, 7, 0}};
  for (Seat& seat : seats) {
    seat.held = false;
    feed.add(seat);
  }
  feed.tell(typing("u_a"));
  feed.tell(typing("u_b"));
  feed.tell(ephemeron(EventType::join, "u_a"));
  feed.flush();
  for (const Ear* ear : {&ana, &beto}) {
    CHECK(count(ear->heard, "event: typing") == 1);
    CHECK(count(ear->heard, "event: join") == 1);
  }
  CHECK(count(ana.heard, "u_b") > 0);
  for (Seat& seat : seats) feed.remove(seat);
}

TEST_CASE("Who stands where another reads already waits for that page") {
  RoomFeed feed(7, 0, 65536);
  Ear ana("u_a"), beto("u_b"), caro("u_c"), dani("u_d", Form::frame);
  Seat first(ana, 7, 5), second(beto, 7, 5), elsewhere(caro, 7, 4), other_form(dani, 7, 5);
  for (Seat* seat : {&first, &second, &elsewhere, &other_form}) feed.add(*seat);
  CHECK_FALSE(feed.waits_for_page(first));
  CHECK(feed.waits_for_page(second));
  CHECK_FALSE(feed.waits_for_page(elsewhere));
  CHECK_FALSE(feed.waits_for_page(other_form));
  feed.page_is_over(elsewhere);  // that nobody waits for
  CHECK(beto.behind == 0);
  SUBCASE("it is here") {
    feed.page_is_over(first);
    CHECK(beto.behind == 1);
    CHECK_FALSE(second.waits_for_page);
    CHECK_FALSE(feed.waits_for_page(second));
  }
  SUBCASE("the reader goes") {
    feed.remove(first);
    CHECK(beto.behind == 1);
  }
  SUBCASE("who waits goes") {
    feed.remove(second);
    feed.page_is_over(first);
    CHECK(beto.behind == 0);
  }
}
