#include "server/web_files.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "server/live_server.hpp"

#if WORKCHAT_WEB
namespace workchat::server {
namespace {

using testing::LiveServer;
using testing::NetClient;

// The page's own script, by the name it has in the page.
std::string script_of(const std::string& page) {
  const std::size_t begin = page.find("/assets/app-");
  REQUIRE(begin != std::string::npos);
  return page.substr(begin, page.find('"', begin) - begin);
}

}  // namespace

TEST_CASE("The files of the web client stand in the order they are searched in") {
  const WebFiles all = web_files();
  REQUIRE(all.count > 2);
  CHECK(std::is_sorted(all.files, all.files + all.count,
                       [](const WebFile& left, const WebFile& right) { return left.path < right.path; }));
  for (std::size_t i = 0; i < all.count; ++i) CHECK(find_web_file(all.files[i].path) == all.files + i);
  CHECK(find_web_file("/assets/") == nullptr);
  CHECK(find_web_file("") == nullptr);
}

TEST_CASE("S4-04: the page is served without anything inline, under a policy that allows nothing inline") {
  LiveServer chat;
  NetClient client(chat.port());
  const auto page = client.ask("GET", "/");
  CHECK(page.status == 200);
  CHECK(page.headers.at("content-type") == "text/html; charset=utf-8");
  CHECK(page.headers.at("cache-control") == "no-cache");
  CHECK(page.body.find("<work-chat") != std::string::npos);
  for (const char* inline_code : {"<style", "style=", "onload=", "onclick=", "javascript:"}) {
    CHECK(page.body.find(inline_code) == std::string::npos);
  }
  const std::string& policy = page.headers.at("content-security-policy");
  CHECK(policy.find("unsafe") == std::string::npos);
  CHECK(policy.find("require-trusted-types-for 'script'") != std::string::npos);
}

TEST_CASE("A file with a hashed name is kept for good; the others are asked about and answered 304") {
  LiveServer chat;
  NetClient client(chat.port());
  const auto page = client.ask("GET", "/");
  const std::string script = script_of(page.body);
  const auto first = client.ask("GET", script);
  CHECK(first.status == 200);
  CHECK(first.headers.at("cache-control") == "public, max-age=31536000, immutable");
  for (const std::string& path : {std::string("/"), script}) {
    const std::string tag = client.ask("GET", path).headers.at("etag");
    const auto again = client.ask("GET", path, {}, "If-None-Match: \"other\", W/" + tag + "\r\n");
    CHECK(again.status == 304);
    CHECK(again.body.empty());
    CHECK(again.headers.at("etag") == tag);
    CHECK(again.headers.count("content-length") == 0);
    CHECK(again.headers.count("x-content-type-options") == 1);
    CHECK(client.ask("GET", path, {}, "If-None-Match: \"other\"\r\n").status == 200);
  }
}

TEST_CASE("A file is compressed for those who take that, and its tag says so") {
  LiveServer chat;
  NetClient client(chat.port());
  const std::string script = script_of(client.ask("GET", "/").body);
  const auto plain = client.ask("GET", script);
  CHECK(plain.headers.count("content-encoding") == 0);
  CHECK(plain.headers.at("vary") == "Accept-Encoding");
  for (const char* takes : {"gzip", "br, GZIP;q=0.5", "*", "deflate, *;q=0.1"}) {
    CAPTURE(takes);
    const auto packed = client.ask("GET", script, {}, "Accept-Encoding: " + std::string(takes) + "\r\n");
    CHECK(packed.headers.at("content-encoding") == "gzip");
    CHECK(packed.body.substr(0, 2) == "\x1f\x8b");
    CHECK(packed.body.size() < plain.body.size() / 2);
    CHECK(packed.headers.at("etag") != plain.headers.at("etag"));
  }
  for (const char* does_not : {"identity", "gzip;q=0", "gzip; q=0.000, *", "br"}) {
    CAPTURE(does_not);
    const auto answer = client.ask("GET", script, {}, "Accept-Encoding: " + std::string(does_not) + "\r\n");
    CHECK(answer.headers.count("content-encoding") == 0);
    CHECK(answer.body == plain.body);
  }
}

TEST_CASE("HEAD of a file is its GET without the body; nothing else is allowed there") {
  LiveServer chat;
  NetClient client(chat.port());
  const auto page = client.ask("GET", "/");
  client.send("HEAD / HTTP/1.1\r\nHost: test\r\n\r\n");
  const auto head = client.response(true);
  CHECK(head.status == 200);
  CHECK(head.headers.at("content-length") == std::to_string(page.body.size()));
  CHECK(client.ask("POST", "/", "{}").headers.at("allow") == "GET, HEAD, OPTIONS");
}

}  // namespace workchat::server
#endif
