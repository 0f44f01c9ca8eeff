#include "server/http_reader.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace workchat;
using server::HttpReader;

namespace {

struct Read {
  HttpReader::State state;
  int status = 0;
  server::HttpRequest request = {};
};

Read read(std::string_view bytes, Limits limits = {}) {
  HttpReader reader(limits);
  Read read{reader.feed(bytes)};
  if (read.state == HttpReader::State::refused) read.status = reader.refusal().status;
  if (read.state == HttpReader::State::complete) read.request = reader.take();
  return read;
}

// Byte by byte the outcome is the same.
Read trickle(std::string_view bytes) {
  const Limits limits;
  HttpReader reader(limits);
  Read read{HttpReader::State::idle};
  for (std::size_t i = 0; i < bytes.size() && read.state != HttpReader::State::refused; ++i) {
    read.state = reader.feed(bytes.substr(i, 1));
    if (read.state == HttpReader::State::complete) return {read.state, 0, reader.take()};
  }
  if (read.state == HttpReader::State::refused) read.status = reader.refusal().status;
  return read;
}

}  // namespace

TEST_CASE("trap_2: each of seventeen ways to smuggle a request is answered with 400") {
  const std::string host = "Host: a\r\n";
  const std::vector<std::string> vectors = {
      "POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
      "POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
      "POST / HTTP/1.1\r\n" + host + "Content-Length : 5\r\n\r\nhello",
      "POST / HTTP/1.1\r\n" + host + "X: a\r\n b\r\n\r\n",
      "POST / HTTP/1.1\n" + host + "\r\n",
      "POST / HTTP/1.1\r\nHost: a\n\n",
      "POST / HTTP/1.1\r\n" + host + "X: a\rContent-Length: 5\r\n\r\nhello",
      "POST / HTTP/1.1\r\n" + host + "Content-Length: +5\r\n\r\nhello",
      "POST / HTTP/1.1\r\n" + host + "Content-Length: 0x5\r\n\r\nhello",
      "POST / HTTP/1.1\r\n" + host + "Content-Length: 5, 5\r\n\r\nhello",
      "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host +
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "X\x01Y: a\r\n\r\n",
  };
  REQUIRE(vectors.size() == 17);
  for (const std::string& bytes : vectors) {
    CAPTURE(bytes);
    CHECK(read(bytes).status == 400);
    CHECK(trickle(bytes).status == 400);
  }
}

TEST_CASE("A chunk's own lines are read as strictly as the head") {
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  CHECK(read(head + "5\r\nhello\r\n0\r\n\r\n").request.body == "hello");
  CHECK(trickle(head + "2;x=1\r\nhe\r\n3\r\nllo\r\n0\r\nT: v\r\n\r\n").request.body == "hello");
  for (const char* body : {"5\nhello\r\n0\r\n\r\n", "5\r\nhelloXX0\r\n\r\n", "-5\r\nhello\r\n",
                           "0x5\r\nhello\r\n", "5 \r\nhello\r\n", "\r\n", "FFFFFFFFFFFFFFFFF\r\n",
                           "5\r\nhello\n0\r\n\r\n", "0\r\nbad trailer\r\n\r\n"}) {
    CAPTURE(body);
    CHECK(read(head + body).status == 400);
  }
}

TEST_CASE("Head, target and body have each a limit and a status") {
  const std::string long_text(20000, 'a');
  CHECK(read("GET /" + long_text + " HTTP/1.1\r\nHost: a\r\n\r\n").status == 414);
  CHECK(read("GET /" + long_text).status == 414);
  CHECK(read("GET / HTTP/1.1\r\nHost: a\r\nX: " + long_text + "\r\n\r\n").status == 431);
  CHECK(read("GET / HTTP/1.1\r\nHost: a\r\nX: " + long_text).status == 431);
  CHECK(read("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n").status == 413);
  Limits small;
  small.body = 4;
  CHECK(
      read("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", small).status ==
      413);
}

TEST_CASE("What is no HTTP/1 request is refused by what is wrong with it") {
  CHECK(read("GET / HTTP/2.0\r\nHost: a\r\n\r\n").status == 505);
  CHECK(read("BREW / HTTP/1.1\r\nHost: a\r\n\r\n").status == 405);
  CHECK(read("GET / HTTP/1.1\r\n\r\n").status == 400);
  CHECK(read("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n").status == 400);
  CHECK(read("GET nowhere HTTP/1.1\r\nHost: a\r\n\r\n").status == 400);
  CHECK(read("GET /#part HTTP/1.1\r\nHost: a\r\n\r\n").status == 400);
  CHECK(read("GET  / HTTP/1.1\r\nHost: a\r\n\r\n").status == 400);
  CHECK(read("GET / HTTP/1.1\r\nHost: a\r\nExpect: the-unexpected\r\n\r\n").status == 417);
  CHECK(read("\x16\x03\x01\x02\r\n").status == 400);
}

TEST_CASE("Requests that follow each other at once are read one by one") {
  const Limits limits;
  HttpReader reader(limits);
  CHECK(reader.feed("\r\nGET /a?x=1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /b HTTP/1.0\r\nContent-Length: "
                    "2\r\n\r\nhiGET /c") == HttpReader::State::complete);
  const server::HttpRequest first = reader.take();
  CHECK(first.path == "/a");
  CHECK(first.query == "x=1");
  CHECK(first.keep_alive);
  CHECK(reader.feed({}) == HttpReader::State::complete);
  const server::HttpRequest second = reader.take();
  CHECK(second.body == "hi");
  CHECK_FALSE(second.keep_alive);
  CHECK(reader.feed({}) == HttpReader::State::head);
}

TEST_CASE("A size of chunk that no body has is too large, and not an overflow") {
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const char* size : {"FFFFFFFFF", "100000000", "FFFFFFFFFFFFFFFF", "8000000000000000"}) {
    CAPTURE(size);
    CHECK(read(head + size + "\r\n").status == 413);
  }
  CHECK(read(head + "0000000000000005\r\nhello\r\n0\r\n\r\n").request.body == "hello");
}

TEST_CASE("trap_4: a reader that has refused stays so, and keeps nothing") {
  const Limits limits;
  HttpReader reader(limits);
  CHECK(reader.feed("GET / HTTP/1.1\r\nHost : a\r\n\r\n") == HttpReader::State::refused);
  CHECK(reader.held() == 0);
  for (int i = 0; i < 3; ++i) {
    CHECK(reader.feed("GET / HTTP/1.1\r\nHost: a\r\n\r\n") == HttpReader::State::refused);
  }
  CHECK(reader.refusal().status == 400);
  CHECK_FALSE(reader.take_continue());
}

TEST_CASE("A head can be taken without its body, and nothing is read after it") {
  const Limits limits;
  HttpReader reader(limits);
  CHECK(reader.feed("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\nExpect: 100-continue\r\n\r\nhel") ==
        HttpReader::State::body);
  CHECK(reader.held() == 3);
  CHECK(reader.request().path == "/a");
  const server::HttpRequest head = reader.take_head();
  CHECK(head.path == "/a");
  CHECK(head.body.empty());
  CHECK_FALSE(head.keep_alive);
  CHECK_FALSE(reader.take_continue());
  CHECK(reader.feed("lo") == HttpReader::State::refused);
  CHECK(reader.held() == 0);
}

TEST_CASE("A later minor version is read as 1.1") {
  CHECK(read("GET / HTTP/1.9\r\nHost: a\r\n\r\n").request.keep_alive);
  CHECK(read("GET / HTTP/1.2\r\n\r\n").status == 400);
  CHECK(read("GET / HTTP/1.x\r\nHost: a\r\n\r\n").status == 400);
  CHECK(read("GET / HTTP/0.9\r\nHost: a\r\n\r\n").status == 505);
}

TEST_CASE("An absolute target stands for the Host header") {
  const Read absolute = read("GET http://chat.example:81/x?y HTTP/1.1\r\nHost: other\r\n\r\n");
  CHECK(absolute.request.path == "/x");
  CHECK(absolute.request.query == "y");
  CHECK(absolute.request.header("host") == "chat.example:81");
  CHECK(read("GET http://chat.example/ HTTP/1.0\r\n\r\n").request.header("host") == "chat.example");
  CHECK(read("GET http://user@chat.example/ HTTP/1.1\r\nHost: a\r\n\r\n").status == 400);
}
