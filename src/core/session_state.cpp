#include "core/session_state.hpp"

#include <utility>

namespace workchat {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

Error closed_error() { return {Errc::closed, "The session is over.", {}, {}, 0}; }
constexpr std::int64_t entries_at_once = 200;

}  // namespace

AnswerBox::AnswerBox() {
  outbox_ = std::make_shared<Outbox>(1, [this] {
    const std::lock_guard<std::mutex> hold(lock_);
    wake_ = true;
    woken_.notify_one();
  });
}

Result<Answer> AnswerBox::wait(EngineState& engine) {
  std::vector<Delivery> came;
  for (;;) {
    outbox_->take(came);
    for (const Delivery& delivery : came)
      if (delivery.kind == Delivery::Kind::answer) return *delivery.answer;
    if (engine.drive()) continue;
    std::unique_lock<std::mutex> hold(lock_);
    woken_.wait(hold, [this] { return wake_; });
    wake_ = false;
  }
}

SessionState::SessionState(std::shared_ptr<EngineState> engine) : engine_(std::move(engine)) {
  const auto bound = static_cast<std::size_t>(engine_->options().limits.outbox);
  outbox_ = std::make_shared<Outbox>(bound, [this] { wake(); });
}

SessionState::~SessionState() {
  close();
  outbox_->close();
  EngineState::let_go(std::move(engine_));
}

Result<Session> SessionState::open(const std::shared_ptr<EngineState>& engine, Identity identity) {
  auto session = std::make_shared<SessionState>(engine);
  Caller caller;
  caller.host_user = identity.name;
  if (identity.name.empty()) return Error{Errc::invalid, "A user has a name.", {}, "username", 0};
  auto answer = session->call(std::move(caller), verb::OpenSession{});
  if (!answer) return std::move(answer).error();
  session->opened_ = std::get<SessionOpened>(std::move(answer->value));
  // Its own log: what is said of this user from here on.
  if (auto own = session->call(verb::Join{"@me", {}, false, {}, 0}); !own) return std::move(own).error();
  if (!identity.display_name.empty() && identity.display_name != session->user().display_name) {
    auto changed = session->call(verb::ChangeProfile{std::move(identity.display_name)});
    if (!changed) return std::move(changed).error();
    session->opened_.user = std::get<User>(std::move(changed->value));
  }
  return Session(std::move(session));
}

void SessionState::wake() {
  std::function<void()> hook;
  {
    const std::lock_guard<std::mutex> hold(lock_);
    ++wakes_;
    hook = on_wake_;
  }
  changed_.notify_all();
  if (hook) hook();
}

Result<Answer> SessionState::call(Verb verb) {
  Caller caller;
  caller.session = opened_.session;
  return call(std::move(caller), std::move(verb));
}

Result<Answer> SessionState::call(Caller caller, Verb verb) {
  std::unique_lock<std::mutex> hold(lock_);
  sort();
  if (ended_) return closed_error();
  const std::uint64_t ticket = ++last_ticket_;
  hold.unlock();
  if (!engine_->submit({std::move(caller), std::move(verb), {outbox_, ticket}})) return engine_->refusal();
  hold.lock();
  for (;;) {
    const std::uint64_t seen = wakes_;
    sort();
    const auto answer = answers_.find(ticket);
    if (answer != answers_.end()) {
      const AnswerPtr found = std::move(answer->second);
      answers_.erase(answer);
      return *found;
    }
    // The engine answers before it ends a session, so an end without an answer is the engine's own.
    if (ended_) return closed_error();
    hold.unlock();
    const bool driven = engine_->drive();
    hold.lock();
    if (driven) continue;
    changed_.wait(hold, [&] { return wakes_ != seen; });
  }
}

/// Takes what came, under the lock.
void SessionState::sort() {
  std::vector<Delivery> came;
  const bool dropped = outbox_->take(came);
  for (Delivery& delivery : came) sort(delivery);
  if (dropped)
    for (auto& [key, followed] : rooms_) followed.cursor.lost();
  // Another thread may wait for an answer that was just found.
  if (!came.empty()) {
    ++wakes_;
    changed_.notify_all();
  }
}

void SessionState::sort(Delivery& delivery) {
  switch (delivery.kind) {
    case Delivery::Kind::event:
    case Delivery::Kind::direct: hear(delivery.room, delivery.event); return;
    // The answer to its join follows at once, and says from where on it listens.
    case Delivery::Kind::attach:
    case Delivery::Kind::detach: rooms_.erase(delivery.room); return;
    case Delivery::Kind::end:
      ended_ = true;
      reason_ = delivery.reason;
      return;
    case Delivery::Kind::answer: break;
  }
  if (delivery.answer->ok()) {
    if (const auto* joined = std::get_if<Joined>(&delivery.answer->value().value); joined && joined->key)
      begin(*joined);
  }
  answers_[delivery.ticket] = delivery.answer;
}

void SessionState::begin(const Joined& joined) {
  rooms_.erase(joined.key);
  rooms_.emplace(joined.key, Followed{joined.room.id, base::Cursor(joined.from, joined.room.head)});
}

void SessionState::hear(RoomKey key, const EventPtr& event) {
  const auto room = rooms_.find(key);
  if (room == rooms_.end()) return;
  // Who calls but does not read gets no longer a queue than one who does neither.
  if (static_cast<std::int64_t>(ready_.size()) >= engine_->options().limits.outbox) {
    if (event->entry) room->second.cursor.lost();
    return;
  }
  if (!room->second.cursor.offer(event)) return;
  const bool mine = !event->entry || event->entry->audience.empty() || event->entry->audience == user().id;
  if (mine) ready_.push_back(event);
}

void SessionState::give(RoomKey key, const Entry& entry) {
  if (!entry.audience.empty() && entry.audience != user().id) return;
  auto event = std::make_shared<Event>();
  event->room_key = key;
  event->room = entry.room;
  event->entry = std::make_shared<const Entry>(entry);
  ready_.push_back(std::move(event));
}

/// Reads one page for a room that is behind. False: there is none.
bool SessionState::read_on(std::unique_lock<std::mutex>& hold) {
  for (auto& [key, followed] : rooms_) {
    if (!followed.cursor.needs_read()) continue;
    const RoomKey room = key;
    const verb::ReadEntries read{followed.room, followed.cursor.position(), entries_at_once};
    followed.cursor.start_read();
    hold.unlock();
    auto answer = call(read);
    hold.lock();
    const auto still = rooms_.find(room);
    if (still == rooms_.end() || !still->second.cursor.reading()) return true;
    if (!answer) {
      still->second.cursor.read_failed();
      return false;
    }
    const Page& page = std::get<Page>(answer->value);
    still->second.cursor.page(page.entries, page.more, [&](const Entry& entry) { give(room, entry); });
    return true;
  }
  return false;
}

EventPtr SessionState::closed_event() {
  if (std::exchange(told_end_, true)) return nullptr;
  auto event = std::make_shared<Event>();
  event->type = EventType::closed;
  event->close = reason_;
  return event;
}

EventPtr SessionState::next(milliseconds timeout) {
  const auto deadline = steady_clock::now() + timeout;
  std::unique_lock<std::mutex> hold(lock_);
  for (;;) {
    const std::uint64_t seen = wakes_;
    sort();
    if (!ready_.empty()) {
      EventPtr event = std::move(ready_.front());
      ready_.pop_front();
      return event;
    }
    if (ended_) return closed_event();
    if (read_on(hold)) continue;
    if (engine_->options().host_driven) {
      hold.unlock();
      engine_->turn();
      hold.lock();
      sort();
      if (!ready_.empty()) continue;
      return ended_ ? closed_event() : nullptr;
    }
    if (!changed_.wait_until(hold, deadline, [&] { return wakes_ != seen; })) return nullptr;
  }
}

bool SessionState::closed() {
  const std::lock_guard<std::mutex> hold(lock_);
  sort();
  return ended_ && ready_.empty();
}

void SessionState::on_wake(std::function<void()> wake) {
  const std::lock_guard<std::mutex> hold(lock_);
  on_wake_ = std::move(wake);
}

void SessionState::close() {
  {
    const std::lock_guard<std::mutex> hold(lock_);
    if (ended_ || opened_.session == 0) return;
  }
  Request request;
  request.caller.session = opened_.session;
  request.verb = verb::CloseSession{};
  (void)engine_->submit(std::move(request));
}

}  // namespace workchat
