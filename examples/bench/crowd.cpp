#include "crowd.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "clock.hpp"
#include "http.hpp"

namespace bench {
namespace {

constexpr std::size_t at_once = 64;
constexpr std::size_t buffer_size = 1 << 18;

/// For names that no earlier crowd has used.
std::string tag_of_crowd() {
  char text[24];
  std::snprintf(text, sizeof text, "%08llx",
                static_cast<unsigned long long>(read_ns(CLOCK_REALTIME) / 100'000) & 0xFFFFFFFF);
  return text;
}

void ignore(std::size_t, const std::string&) {}

}  // namespace

Crowd::Crowd(const Endpoint& endpoint, const CrowdPlan& plan)
    : endpoint_(endpoint), plan_(plan), tokens_(plan.rooms * plan.members), buffer_(buffer_size) {
  raise_descriptor_limit();
  const std::string tag = tag_of_crowd();
  for (std::size_t i = 0; i < plan.rooms; ++i) rooms.push_back('b' + tag + '-' + std::to_string(i));
  if (plan.floor) return;
  HttpCrowd http(endpoint, at_once);
  http.each(
      tokens_.size(),
      [&tag](std::size_t i) {
        return HttpRequest{
            "POST", "/auth/guest", {}, R"({"name":"b)" + tag + '.' + std::to_string(i) + "\"}"};
      },
      [this](std::size_t i, const std::string& body) { tokens_[i] = text_member(body, "access_token"); });
  http.each(
      rooms.size(),
      [this](std::size_t i) {
        const std::string room = '"' + rooms[i] + '"';
        return HttpRequest{"POST", "/rooms", tokens_[i * plan_.members],
                           R"({"id":)" + room + R"(,"name":)" + room + '}'};
      },
      ignore);
}

void Crowd::become_members() {
  if (plan_.floor) return;
  HttpCrowd http(endpoint_, at_once);
  http.each(
      tokens_.size(),
      [this](std::size_t i) {
        return HttpRequest{"POST", "/rooms/" + rooms[room_of(i)] + "/join", tokens_[i], "{}"};
      },
      ignore);
}

void Crowd::connect() {
  sockets.reserve(size());
  for (std::size_t from = 0; from < size(); from += at_once) {
    connect(from, std::min(size(), from + at_once));
    read_what_came();
  }
}

void Crowd::connect(std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to; ++i) {
    sockets.emplace_back(endpoint_);
    sockets[i].ask_to_open(plan_.floor ? '/' + rooms[room_of(i)] : "/ws", tokens_[i]);
    sockets[i].flush();
  }
  for (std::size_t i = from; i < to; ++i) {
    WsClient& socket = sockets[i];
    socket.wait_until_opened(buffer_);
    if (plan_.floor) continue;
    socket.queue(R"({"type":"join","id":1,"history":0,"room":")" + rooms[room_of(i)] + "\"}");
    socket.flush();
  }
  for (std::size_t i = from; i < to; ++i) {
    if (!plan_.floor) sockets[i].wait_for(R"({"type":"joined")", buffer_);
    sockets[i].enter_loop();
  }
}

void Crowd::read_what_came() {
  for (WsClient& socket : sockets) {
    socket.receive(buffer_, [](std::string_view) {});
    socket.flush();  // pongs
  }
}

void Crowd::tell_closed(Report& report) const {
  const auto closed = [](const WsClient& socket) { return socket.closed(); };
  const auto count = std::count_if(sockets.begin(), sockets.end(), closed);
  if (count == 0) return;
  const auto first = std::find_if(sockets.begin(), sockets.end(), closed);
  report.fail(std::to_string(count) + " were closed, the first with " + std::to_string(first->close_code()));
}

}  // namespace bench
