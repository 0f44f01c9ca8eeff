#include "core/session_state.hpp"

#include <algorithm>
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

/// A thread that waits, on its own stack. Made, used and gone under the session's lock.
class SessionState::Waiter {
 public:
  using Bell = std::shared_ptr<std::condition_variable>;

  explicit Waiter(SessionState& session) : session_(session), next_(session.waiters_) { session.waiters_ = this; }
  ~Waiter() {
    Waiter** link = &session_.waiters_;
    while (*link != this) link = &(*link)->next_;
    *link = next_;
  }
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  Waiter* next() const { return next_; }
  /// What is still to be rung, by then without the lock: a thread that is woken under it would only wait once more.
  Bell wake() {
    woken_ = true;
    return bell_;
  }
  /// What comes from here on ends the next wait.
  void look() { woken_ = false; }
  void wait(std::unique_lock<std::mutex>& hold) {
    bell_ = std::make_shared<std::condition_variable>();
    bell_->wait(hold, [this] { return woken_; });
    bell_ = nullptr;
  }
  bool wait_until(std::unique_lock<std::mutex>& hold, steady_clock::time_point deadline) {
    bell_ = std::make_shared<std::condition_variable>();
    const bool woken = bell_->wait_until(hold, deadline, [this] { return woken_; });
    bell_ = nullptr;
    return woken;
  }

  std::uint64_t ticket = 0;  ///< of the answer it waits for; 0: for none
  AnswerPtr answer;

 private:
  SessionState& session_;
  Waiter* next_;
  bool woken_ = false;
  Bell bell_;  ///< of one that sleeps
};

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
  auto& opened = std::get<SessionOpened>(answer->value);
  session->key_ = opened.session;
  session->user_ = std::move(opened.user);
  // Its own log: what is said of this user from here on.
  if (auto own = session->call(verb::Join{"@me", {}, false, {}, 0}); !own) return std::move(own).error();
  if (!identity.display_name.empty() && identity.display_name != session->user().display_name) {
    auto changed = session->call(verb::ChangeProfile{std::move(identity.display_name)});
    if (!changed) return std::move(changed).error();
    session->user_ = std::get<User>(std::move(changed->value));
  }
  return Session(std::move(session));
}

void SessionState::wake() {
  std::vector<Waiter::Bell> bells;
  std::shared_ptr<const std::function<void()>> hook;
  {
    const std::lock_guard<std::mutex> hold(lock_);
    for (Waiter* waiter = waiters_; waiter; waiter = waiter->next())
      if (auto bell = waiter->wake()) bells.push_back(std::move(bell));
    hook = on_wake_;
  }
  for (const auto& bell : bells) bell->notify_one();
  if (hook) (*hook)();
}

void SessionState::wake_waiters() {
  for (Waiter* waiter = waiters_; waiter; waiter = waiter->next())
    if (const auto bell = waiter->wake()) bell->notify_one();
}

Result<Answer> SessionState::call(Verb verb) {
  Caller caller;
  caller.session = key_;
  return call(std::move(caller), std::move(verb));
}

Result<Answer> SessionState::call(Caller caller, Verb verb) {
  std::unique_lock<std::mutex> hold(lock_);
  sort();
  if (ended_) return closed_error();
  Waiter waiter(*this);
  waiter.ticket = ++last_ticket_;
  hold.unlock();
  const bool taken = engine_->submit_and_turn({std::move(caller), std::move(verb), {outbox_, waiter.ticket}});
  hold.lock();
  if (!taken) return engine_->refusal();
  for (;;) {
    waiter.look();
    sort();
    if (waiter.answer) return *waiter.answer;
    // The engine answers before it ends a session, so an end without an answer is the engine's own.
    if (ended_) return closed_error();
    hold.unlock();
    const bool driven = engine_->drive();
    hold.lock();
    if (!driven) waiter.wait(hold);
  }
}

/// Takes what came, under the lock.
void SessionState::sort() {
  std::vector<Delivery> came;
  const bool dropped = outbox_->take(came);
  for (Delivery& delivery : came) sort(delivery);
  if (dropped)
    for (Followed& followed : rooms_) followed.cursor.lost();
  // Another thread may wait for an answer that was just found.
  if (!came.empty()) wake_waiters();
}

void SessionState::sort(Delivery& delivery) {
  switch (delivery.kind) {
    case Delivery::Kind::event:
    case Delivery::Kind::direct: hear(delivery.room, delivery.event); return;
    // The answer to its join follows at once, and says from where on it listens.
    case Delivery::Kind::attach:
    case Delivery::Kind::detach: forget(delivery.room); return;
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
  for (Waiter* waiter = waiters_; waiter; waiter = waiter->next())
    if (waiter->ticket == delivery.ticket) waiter->answer = delivery.answer;
}

/// Where it is in `rooms_`, or belongs.
std::vector<SessionState::Followed>::iterator SessionState::place(RoomKey key) {
  return std::lower_bound(rooms_.begin(), rooms_.end(), key,
                          [](const Followed& followed, RoomKey wanted) { return followed.key < wanted; });
}

SessionState::Followed* SessionState::find(RoomKey key) {
  const auto at = place(key);
  return at == rooms_.end() || at->key != key ? nullptr : &*at;
}

void SessionState::forget(RoomKey key) {
  if (find(key)) rooms_.erase(place(key));
}

void SessionState::begin(const Joined& joined) {
  forget(joined.key);
  rooms_.insert(place(joined.key), {joined.key, joined.room.id, base::Cursor(joined.from, joined.room.head)});
}

void SessionState::hear(RoomKey key, const EventPtr& event) {
  Followed* const room = find(key);
  if (!room) return;
  // Who calls but does not read gets no longer a queue than one who does neither.
  if (static_cast<std::int64_t>(ready_.size()) >= engine_->options().limits.outbox) {
    if (event->entry) room->cursor.lost();
    return;
  }
  if (!room->cursor.offer(event)) return;
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
  for (Followed& followed : rooms_) {
    if (!followed.cursor.needs_read()) continue;
    const RoomKey room = followed.key;
    const verb::ReadEntries read{followed.room, followed.cursor.position(), entries_at_once};
    followed.cursor.start_read();
    hold.unlock();
    auto answer = call(read);
    hold.lock();
    Followed* const still = find(room);
    if (!still || !still->cursor.reading()) return true;
    if (!answer) {
      still->cursor.read_failed();
      return false;
    }
    const Page& page = std::get<Page>(answer->value);
    still->cursor.page(page.entries, page.more, [&](const Entry& entry) { give(room, entry); });
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
  Waiter waiter(*this);
  for (;;) {
    waiter.look();
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
    if (!waiter.wait_until(hold, deadline)) return nullptr;
  }
}

bool SessionState::closed() {
  const std::lock_guard<std::mutex> hold(lock_);
  sort();
  return ended_ && ready_.empty();
}

void SessionState::on_wake(std::function<void()> wake) {
  const std::lock_guard<std::mutex> hold(lock_);
  on_wake_ = nullptr;
  if (!wake) return;
  on_wake_ = std::make_shared<const std::function<void()>>([wake = std::move(wake), hook = engine_->hook()] { wake(); });
}

void SessionState::close() {
  {
    const std::lock_guard<std::mutex> hold(lock_);
    if (ended_ || key_ == 0) return;
  }
  Request request;
  request.caller.session = key_;
  request.verb = verb::CloseSession{};
  (void)engine_->submit(std::move(request));
}

}  // namespace workchat
