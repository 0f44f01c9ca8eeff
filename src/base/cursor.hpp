#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include <workchat/event.hpp>
#include <workchat/message.hpp>

/// Where a listener stands in what it hears: live, or behind and reading forward from the store. A listener
/// that offers its cursor every event of the log and gives what the cursor says, gives every entry once, in
/// order.
///
///   on an event        if (cursor.offer(event)) give it
///   entries dropped    cursor.lost()                 (Outbox::take said so)
///   whenever           if (cursor.needs_read()) { cursor.start_read(); read what comes after position() }
///   the page is here   cursor.page(…, give), or cursor.read_failed() and again later
///
/// Threads: one at a time.
namespace workchat::base {

/// Live events kept while a page is being read, so that the end of the log is reached in one stride.
constexpr std::size_t cursor_hold = 256;

/// Who comes and goes changes a list that its listener keeps: it counts in any order with entries, and a lost
/// one leaves the list wrong.
inline bool is_presence(const Event& event) {
  return event.type == EventType::join || event.type == EventType::leave;
}

/// In the log of one room, whose entries are dense: what is missing shows as a gap.
class Cursor {
 public:
  /// The listener has everything up to `from`; the log reached `head` when it began to listen.
  Cursor(Seq from, Seq head, std::size_t hold = cursor_hold)
      : position_(from), seen_(head), hold_(static_cast<std::uint32_t>(hold)) {}

  /// The last entry that was given.
  Seq position() const { return position_; }
  bool reading() const { return read_ != nullptr; }
  /// Everything known of has been given, and the next entry comes by `offer`.
  bool live() const { return !reading() && !behind(); }
  /// Behind, and no read is under way.
  bool needs_read() const { return !reading() && behind(); }

  /// True: `event` is to be given now. False: it was given before, or will be by `page`, or is an ephemeron
  /// that came while the listener was behind, and no presence.
  bool offer(const EventPtr& event) {
    if (event->ephemeral()) return live() || is_presence(*event);
    const Seq seq = event->entry->seq;
    const bool next = live() && seq == position_ + 1;
    seen_ = std::max(seen_, seq);
    if (next) position_ = seq;
    // Of a read that has not begun, the page will hold this one as well.
    if (read_ && seq > position_ && read_->held.size() < hold_) read_->held.push_back(event);
    return next;
  }

  /// The same for the entries first, first + 1 … last at once. False: each is to be offered.
  bool offer_run(Seq first, Seq last) {
    if (!live() || first != position_ + 1) return false;
    position_ = last;
    seen_ = std::max(seen_, last);
    return true;
  }

  /// Entries may have been stored that will not be offered.
  void lost() { lost_ = true; }

  /// From here on until `page` or `read_failed`, a read of what comes after `position` is under way.
  void start_read() {
    assert(!read_);
    read_ = std::make_unique<Read>();
    read_->sought = seen_;
    lost_ = false;
  }

  /// What the read gave. `more`: the store had more after it, so that the next read is due.
  /// `give(const Entry&)` gets the page's new entries and then the held ones that go on from there.
  template <typename Give>
  void page(const std::vector<Entry>& entries, bool more, Give give) {
    assert(read_);
    for (const Entry& entry : entries) {
      // The first may lie beyond position + 1, where retention has trimmed the log.
      if (entry.seq <= position_) continue;
      position_ = entry.seq;
      give(entry);
    }
    finish(more, give);
  }

  /// The same with a page that was read a moment ago for another listener, who stood in the same place: it
  /// reaches up to `last`, and nothing of it is to be given any more. `head`: where the log ended when it was
  /// read.
  template <typename Give>
  void earlier_page(Seq last, Seq head, bool more, Give give) {
    assert(read_);
    position_ = std::max(position_, last);
    finish(more || head < read_->sought, give);
  }

  void read_failed() {
    assert(read_);
    read_ = nullptr;
    lost_ = true;
  }

 private:
  /// What only a read that is under way needs; most cursors are live.
  struct Read {
    Seq sought = 0;  ///< `seen_` when it began
    std::vector<EventPtr> held;
  };

  bool behind() const { return lost_ || position_ < seen_; }

  template <typename Give>
  void finish(bool more, Give& give) {
    const std::unique_ptr<Read> read = std::move(read_);
    if (more)
      lost_ = true;
    else
      // Up to here everything was stored before the read: what it did not give has been trimmed.
      position_ = std::max(position_, read->sought);
    give_held(read->held, give);
  }

  template <typename Give>
  void give_held(const std::vector<EventPtr>& held, Give& give) {
    for (const EventPtr& event : held) {
      const Seq seq = event->entry->seq;
      if (seq > position_ + 1) break;
      if (seq <= position_) continue;
      position_ = seq;
      give(*event->entry);
    }
  }

  Seq position_;
  Seq seen_;  ///< the log is known to reach so far
  std::unique_ptr<Read> read_;
  std::uint32_t hold_;
  bool lost_ = false;
};

/// In many logs at once, by the store's commit order (`pos`), which is not dense in what one listener
/// follows: a loss does not show. A log may be joined at any time: a read that began before gives nothing of
/// it, so that the held events count as much as the page.
class FeedCursor {
 public:
  /// The listener has everything up to `from`; the store reached `newest` when it began to listen.
  FeedCursor(Pos from, Pos newest, std::size_t hold = cursor_hold)
      : position_(from), seen_(newest), hold_(hold), lost_(from < newest) {}

  /// Everything up to here has been given.
  Pos position() const { return position_; }
  bool reading() const { return reading_; }
  bool live() const { return !reading_ && !lost_; }
  bool needs_read() const { return !reading_ && lost_; }

  /// As Cursor::offer.
  bool offer(const EventPtr& event) {
    if (event->ephemeral()) return live() || is_presence(*event);
    const Pos pos = event->entry->pos;
    if (pos <= position_) return false;
    if (live()) {
      position_ = pos;
      return true;
    }
    if (held_.size() >= hold_)
      lost();
    else if (reading_)
      held_.push_back(event);
    seen_ = std::max(seen_, pos);
    return false;
  }

  void lost() {
    lost_ = true;
    sure_ = std::min(sure_, std::max(seen_, position_));
  }

  void start_read() {
    assert(!reading_);
    reading_ = true;
    lost_ = false;
    sure_ = everything;
  }

  /// As Cursor::page; `through` is the feed's: everything up to it, of the logs followed when the read began,
  /// is in the page.
  template <typename Give>
  void page(const std::vector<Entry>& entries, Pos through, bool more, Give give) {
    assert(reading_);
    reading_ = false;
    if (more) lost_ = true;
    const Pos limit = more ? std::min(through, sure_) : sure_;
    const std::vector<EventPtr> held = std::exchange(held_, {});
    for (const Entry* entry : in_commit_order(entries, held)) {
      if (entry->pos <= position_) continue;
      if (entry->pos > limit) break;
      position_ = entry->pos;
      give(*entry);
    }
    position_ = std::max(position_, std::min(through, limit));
  }

  void read_failed() {
    assert(reading_);
    reading_ = false;
    lost_ = true;
    held_ = {};
  }

 private:
  static constexpr Pos everything = std::numeric_limits<Pos>::max();

  static std::vector<const Entry*> in_commit_order(const std::vector<Entry>& entries,
                                                   const std::vector<EventPtr>& held) {
    std::vector<const Entry*> all;
    all.reserve(entries.size() + held.size());
    for (const Entry& entry : entries) all.push_back(&entry);
    for (const EventPtr& event : held) all.push_back(event->entry.get());
    std::sort(all.begin(), all.end(), [](const Entry* a, const Entry* b) { return a->pos < b->pos; });
    return all;
  }

  Pos position_;
  Pos seen_;               ///< the newest that was offered
  Pos sure_ = everything;  ///< since the read began, nothing was lost up to here
  std::size_t hold_;
  bool reading_ = false;
  bool lost_ = false;
  std::vector<EventPtr> held_;
};

}  // namespace workchat::base
