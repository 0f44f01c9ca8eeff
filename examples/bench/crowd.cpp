#include "crowd.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "clock.hpp"
#include "http.hpp"

namespace bench {
namespace {

constexpr std::size_t at_once = 64;

/// Names that no earlier run has used.
std::string tag_of_run() {
  char text[24];
  std::snprintf(text, sizeof text, "%08llx",
                static_cast<unsigned long long>(read_ns(CLOCK_REALTIME) / 1'000'000) & 0xFFFFFFFF);
  return text;
}

/// The access tokens of so many new guests.
std::vector<std::string> sign_in(HttpCrowd& http, const std::string& tag, std::size_t count) {
  std::vector<std::string> tokens(count);
  http.each(
      count,
      [&tag](std::size_t i) {
        return HttpRequest{
            "POST", "/auth/guest", {}, R"({"name":"b)" + tag + '.' + std::to_string(i) + "\"}"};
      },
      [&tokens](std::size_t i, const HttpAnswer& answer) {
        tokens[i] = text_member(answer.body, "access_token");
      });
  return tokens;
}

void make_rooms(HttpCrowd& http, const Crowd& crowd, const std::vector<std::string>& tokens,
                std::size_t members) {
  const auto ignore = [](std::size_t, const HttpAnswer&) {};
  http.each(
      crowd.rooms.size(),
      [&](std::size_t i) {
        const std::string& name = crowd.rooms[i];
        return HttpRequest{"POST", "/rooms", tokens[i * members],
                           R"({"id":")" + name + R"(","name":")" + name + "\"}"};
      },
      ignore);
  http.each(
      tokens.size(),
      [&](std::size_t i) {
        return HttpRequest{"POST", "/rooms/" + crowd.rooms[i / members] + "/join", tokens[i], "{}"};
      },
      ignore);
}

void connect(const CrowdPlan& plan, Crowd& crowd, const std::vector<std::string>& tokens) {
  const std::size_t count = plan.rooms * plan.members;
  crowd.members.reserve(count);
  for (std::size_t from = 0; from < count; from += at_once) {
    const std::size_t to = std::min(count, from + at_once);
    for (std::size_t i = from; i < to; ++i) {
      crowd.members.push_back({WsClient(plan.endpoint), i / plan.members, tokens[i]});
      Member& member = crowd.members.back();
      member.socket.ask_to_open(plan.floor ? '/' + crowd.rooms[member.room] : "/ws", member.token);
    }
    for (std::size_t i = from; i < to; ++i) {
      Member& member = crowd.members[i];
      member.socket.wait_until_open();
      if (plan.floor) continue;
      member.socket.send_now(R"({"type":"join","id":1,"history":0,"room":")" + crowd.rooms[member.room] +
                             "\"}");
    }
    for (std::size_t i = from; i < to && !plan.floor; ++i)
      crowd.members[i].socket.wait_for(R"({"type":"joined")");
    for (std::size_t i = from; i < to; ++i) crowd.members[i].socket.enter_loop();
  }
}

}  // namespace

Crowd gather(const CrowdPlan& plan) {
  raise_descriptor_limit();
  Crowd crowd;
  const std::string tag = tag_of_run();
  for (std::size_t i = 0; i < plan.rooms; ++i) crowd.rooms.push_back('b' + tag + '-' + std::to_string(i));
  std::vector<std::string> tokens(plan.rooms * plan.members);
  if (!plan.floor) {
    HttpCrowd http(plan.endpoint, at_once);
    tokens = sign_in(http, tag, tokens.size());
    make_rooms(http, crowd, tokens, plan.members);
  }
  connect(plan, crowd, tokens);
  return crowd;
}

}  // namespace bench
