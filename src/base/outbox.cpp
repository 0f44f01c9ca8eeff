#include <workchat/outbox.hpp>

#include <algorithm>
#include <iterator>
#include <limits>
#include <mutex>
#include <utility>

#include "base/pace.hpp"

namespace workchat {

/// Holds `waking_`; a wake that calls the outbox holds it already.
class Outbox::Waking {
 public:
  explicit Waking(Outbox& outbox) : outbox_(outbox), nested_(outbox.waker_ == std::this_thread::get_id()) {
    if (nested_) return;
    outbox_.waking_.lock();
    outbox_.waker_ = std::this_thread::get_id();
  }
  ~Waking() {
    if (nested_) return;
    outbox_.waker_ = std::thread::id();
    outbox_.waking_.unlock();
  }
  Waking(const Waking&) = delete;
  Waking& operator=(const Waking&) = delete;

 private:
  Outbox& outbox_;
  const bool nested_;
};

Outbox::Outbox(std::size_t bound, Wake wake, std::shared_ptr<Pace> pace)
    : bound_(static_cast<std::uint32_t>(std::min<std::size_t>(bound, std::numeric_limits<std::uint32_t>::max()))),
      pace_(std::move(pace)),
      wake_(std::move(wake)) {}

bool Outbox::take(std::vector<Delivery>& out) {
  const std::lock_guard<WordLock> hold(lock_);
  if (out.empty())
    out.swap(waiting_);
  else
    out.insert(out.end(), std::make_move_iterator(waiting_.begin()), std::make_move_iterator(waiting_.end()));
  waiting_.clear();
  events_ = 0;
  unflushed_ = false;
  return std::exchange(dropped_, false);
}

void Outbox::push(Delivery delivery) {
  const bool bounded = delivery.kind == Delivery::Kind::event || delivery.kind == Delivery::Kind::direct;
  const std::lock_guard<WordLock> hold(lock_);
  // A reader that was woken and has not taken yet will take this too: one wake for each take.
  const bool idle = waiting_.empty() && !dropped_;
  if (bounded && events_ >= bound_) {
    if (delivery.event->ephemeral()) return;
    dropped_ = true;
  } else {
    if (bounded) ++events_;
    waiting_.push_back(std::move(delivery));
  }
  if (idle) unflushed_ = true;
  if (bounded && paced_ && !std::exchange(unsettled_, true)) unsettled_since_ = pace_->begin();
}

void Outbox::settle() {
  const std::lock_guard<WordLock> hold(lock_);
  paced_ = pace_ && !closed_;
  if (!unsettled_) return;
  if (!waiting_.empty()) {
    unsettled_since_ = pace_->again(unsettled_since_);
  } else {
    unsettled_ = false;
    pace_->end(unsettled_since_);
  }
}

bool Outbox::last_to_settle() {
  const std::lock_guard<WordLock> hold(lock_);
  if (!waiting_.empty()) return false;
  if (!pace_) return true;
  return unsettled_ ? !pace_->awaits_another(unsettled_since_) : pace_->awaited() == 0;
}

void Outbox::flush() {
  {
    const std::lock_guard<WordLock> hold(lock_);
    if (!std::exchange(unflushed_, false)) return;
  }
  const Waking hold(*this);
  if (wake_ && !closed_) wake_();
}

void Outbox::close() {
  {
    const std::lock_guard<WordLock> hold(lock_);
    closed_ = true;
    paced_ = false;
    if (std::exchange(unsettled_, false)) pace_->end(unsettled_since_);
  }
  // The wake stays where it is: it may be the one that calls this.
  const Waking the_last_has_ended(*this);
}

}  // namespace workchat
