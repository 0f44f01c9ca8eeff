#include "server/write_queue.hpp"

#include <algorithm>

namespace workchat::server {
namespace {

constexpr std::size_t kept_capacity = 16;  // of an idle connection's queue

}  // namespace

void WriteQueue::push(Chunk bytes, Urgency urgency) {
  if (bytes->empty()) return;
  waiting_ += bytes->size();
  if (urgency != Urgency::answer) backlog_ += bytes->size();
  pieces_.push_back({std::move(bytes), urgency});
}

void WriteQueue::forget(const Piece& piece, std::size_t bytes) {
  waiting_ -= bytes;
  if (piece.urgency != Urgency::answer) backlog_ -= bytes;
}

std::size_t WriteQueue::first_unstarted() const {
  std::size_t index = first_;
  for (std::size_t started = written_ + promised_; started > 0; ++index) {
    started -= std::min(started, pieces_[index].bytes->size());
  }
  return index;
}

void WriteQueue::drop_ephemera() {
  const std::size_t from = first_unstarted();
  const auto dropped = [this](const Piece& piece) {
    if (piece.urgency != Urgency::ephemeral) return false;
    forget(piece, piece.bytes->size());
    return true;
  };
  pieces_.erase(std::remove_if(pieces_.begin() + static_cast<std::ptrdiff_t>(from), pieces_.end(), dropped),
                pieces_.end());
}

void WriteQueue::drop_unstarted() {
  const std::size_t from = first_unstarted();
  for (std::size_t i = from; i < pieces_.size(); ++i) forget(pieces_[i], pieces_[i].bytes->size());
  pieces_.resize(std::min(from, pieces_.size()));
}

std::size_t WriteQueue::gather(iovec* out) const {
  std::size_t count = 0;
  for (std::size_t i = first_; i < pieces_.size() && count < most_gathered; ++i, ++count) {
    const std::size_t skip = i == first_ ? written_ : 0;
    out[count].iov_base = const_cast<char*>(pieces_[i].bytes->data()) + skip;
    out[count].iov_len = pieces_[i].bytes->size() - skip;
  }
  return count;
}

Io WriteQueue::write(Stream& stream) {
  while (!empty()) {
    iovec gathered[most_gathered];
    const Io io = stream.write_some(gathered, static_cast<int>(gather(gathered)));
    promised_ = io.state == IoState::done ? 0 : io.bytes;
    if (io.state != IoState::done) return io;
    advance(io.bytes);
  }
  return {};
}

void WriteQueue::advance(std::size_t bytes) {
  while (bytes > 0) {
    Piece& piece = pieces_[first_];
    const std::size_t part = std::min(bytes, piece.bytes->size() - written_);
    forget(piece, part);
    written_ += part;
    bytes -= part;
    if (written_ < piece.bytes->size()) break;
    piece.bytes.reset();
    written_ = 0;
    ++first_;
  }
  if (first_ == pieces_.size()) {
    first_ = 0;
    pieces_.clear();
    if (pieces_.capacity() > kept_capacity) pieces_.shrink_to_fit();
  } else if (first_ > 1024) {
    pieces_.erase(pieces_.begin(), pieces_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
  }
}

}  // namespace workchat::server
