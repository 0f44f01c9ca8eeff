#include "server/send_ring.hpp"

#include <liburing.h>

#include <cerrno>

#include "server/write_queue.hpp"

namespace workchat::server {
namespace {

// The chunk of a round, and now and then an answer.
constexpr std::size_t pieces_of_each = 4;

std::size_t room_for(std::size_t sends) {
  return sends * pieces_of_each + WriteQueue::most_gathered;
}

// One thread asks, and takes the answers as it asks (both spare the system locks and interrupts); one socket's failure
// does not stop the others.
constexpr unsigned setup = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_SUBMIT_ALL;

// Without MSG_DONTWAIT the system would wait for a full socket by itself, and send when the queue has moved on.
constexpr int send_flags = MSG_NOSIGNAL | MSG_DONTWAIT;

}  // namespace

SendRing::SendRing() = default;

SendRing::~SendRing() {
  if (ring_) io_uring_queue_exit(ring_.get());
}

std::error_code SendRing::open(std::size_t most) {
  auto ring = std::make_unique<io_uring>();
  const int failed = io_uring_queue_init(static_cast<unsigned>(most), ring.get(), setup);
  if (failed < 0) return {-failed, std::generic_category()};
  ring_ = std::move(ring);
  most_ = most;
  sends_.reserve(most);
  pieces_.reset(new iovec[room_for(most)]);
  return {};
}

void SendRing::add(int socket, WriteQueue& queue) {
  if (sends_.size() == most_ || pieces_used_ + WriteQueue::most_gathered > room_for(most_)) submit();
  if (!is_open() || queue.empty()) return;
  iovec* const pieces = pieces_.get() + pieces_used_;
  const std::size_t count = queue.gather(pieces);
  pieces_used_ += count;

  sends_.push_back({&queue, {}});
  io_uring_sqe* const entry = io_uring_get_sqe(ring_.get());
  if (count == 1) {
    io_uring_prep_send(entry, socket, pieces->iov_base, pieces->iov_len, send_flags);
  } else {
    msghdr& message = sends_.back().message;
    message.msg_iov = pieces;
    message.msg_iovlen = count;
    io_uring_prep_sendmsg(entry, socket, &message, send_flags);
  }
  io_uring_sqe_set_data64(entry, sends_.size() - 1);
}

void SendRing::submit() {
  if (sends_.empty()) return;
  const int all = static_cast<int>(sends_.size());
  const int taken = io_uring_submit_and_wait(ring_.get(), static_cast<unsigned>(all));
  for (int i = 0; i < taken; ++i) take_answer();
  sends_.clear();
  pieces_used_ = 0;
  // What it did not take is still in the ring, and must not be sent from there any more.
  broken_ = taken != all;
}

void SendRing::take_answer() {
  io_uring_cqe* answer = nullptr;
  while (io_uring_wait_cqe(ring_.get(), &answer) != 0) continue;  // a signal; what was taken is answered
  if (answer->res > 0) sends_[answer->user_data].queue->advance(static_cast<std::size_t>(answer->res));
  io_uring_cqe_seen(ring_.get(), answer);
}

}  // namespace workchat::server
