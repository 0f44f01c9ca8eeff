#include "storm.hpp"

#include "clock.hpp"
#include "message.hpp"

namespace bench {
namespace {

constexpr std::int64_t patience_ns = 10'000'000'000;

}  // namespace

void Storm::add(const Bookmark& bookmark, const std::string& token) {
  absent_.push_back({&bookmark, token});
}

void Storm::run() {
  begun_ns_ = progress_ns_ = now_ns();
  returning_.reserve(absent_.size());
  for (const Absent& one : absent_) {
    returning_.push_back({WsClient(endpoint_, Socket::Open::at_once), one.bookmark,
                          delivery_prefix(one.bookmark->room), one.bookmark->head});
    WsClient& socket = returning_.back().socket;
    socket.ask_to_open("/ws", one.token);
    const auto number = static_cast<std::uint32_t>(returning_.size() - 1);
    poller_.add(socket.fd(), number);
    poller_.watch_room(socket.fd(), number, true);
  }
  while (back_ < returning_.size() && now_ns() - progress_ns_ < patience_ns) {
    poller_.wait(patience_ns, [this](std::uint32_t number, bool readable, bool writable) {
      if (writable) flush(number);
      if (readable) take_from(number);
    });
  }
}

void Storm::flush(std::uint32_t number) {
  WsClient& socket = returning_[number].socket;
  poller_.watch_room(socket.fd(), number, !socket.flush());
}

void Storm::take_from(std::uint32_t number) {
  Returning& one = returning_[number];
  const bool was_open = one.socket.opened();
  one.socket.receive(buffer_, [this, &one](std::string_view frame) { take(one, frame); });
  if (one.socket.closed()) return poller_.remove(one.socket.fd());
  if (!was_open && one.socket.opened()) {
    one.socket.queue(R"({"type":"resume","id":1,"rooms":{")" + one.bookmark->room + R"(":{"epoch":")" +
                     one.bookmark->epoch + R"(","after":)" + std::to_string(one.bookmark->head) + "}}}");
  }
  if (one.socket.anything_unsent()) flush(number);
}

void Storm::take(Returning& one, std::string_view frame) {
  constexpr std::string_view joined = R"({"type":"joined")";
  if (const std::int64_t seq = seq_of(frame, one.prefix); seq > 0) {
    if (seq != one.last_seq + 1) ++out_of_order_;
    one.last_seq = seq;
    if (++one.heard != behind_) return;
    progress_ns_ = now_ns();
    times_.record(progress_ns_ - begun_ns_);
    ++back_;
  } else if (frame.substr(0, joined.size()) == joined &&
             frame.find(R"("recovered":true)") == std::string_view::npos) {
    ++not_recovered_;
  }
}

std::uint64_t Storm::lost() const {
  std::int64_t lost = 0;
  for (const Returning& one : returning_) lost += behind_ - one.heard;
  return static_cast<std::uint64_t>(lost);
}

}  // namespace bench
