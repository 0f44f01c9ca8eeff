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
  /// What one that sleeps is woken by, without the session's lock: under it, it would only wait once more.
  class Bell {
   public:
    void ring() {
      {
        const std::lock_guard<std::mutex> hold(lock_);
        rung_ = true;
      }
      turned_.notify_one();
    }
    void wait() {
      std::unique_lock<std::mutex> hold(lock_);
      turned_.wait(hold, [this] { return rung_; });
    }
    void wait_until(steady_clock::time_point deadline) {
      std::unique_lock<std::mutex> hold(lock_);
      turned_.wait_until(hold, deadline, [this] { return rung_; });
    }

   private:
    std::mutex lock_;
    std::condition_variable turned_;
    bool rung_ = false;
  };
  using BellPtr = std::shared_ptr<Bell>;

  explicit Waiter(SessionState& session) : session_(session), next_(session.waiters_) { session.waiters_ = this; }
  ~Waiter() {
    Waiter** link = &session_.waiters_;
    while (*link != this) link = &(*link)->next_;
    *link = next_;
  }
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  Waiter* next() const { return next_; }
  /// What is still to be rung; null: it does not sleep.
  BellPtr wake() {
    woken_ = true;
    return bell_;
  }
  /// What comes from here on ends the next wait.
  void look() { woken_ = false; }
  void wait(Hold& hold) {
    sleep(hold, [](Bell& bell) { bell.wait(); });
  }
  bool wait_until(Hold& hold, steady_clock::time_point deadline) {
    sleep(hold, [deadline](Bell& bell) { bell.wait_until(deadline); });
    return woken_;
  }

  std::uint64_t ticket = 0;  ///< of the answer it waits for; 0: for none
  AnswerPtr answer;

 private:
  template <typename Sleep>
  void sleep(Hold& hold, Sleep sleep) {
    if (woken_) return;
    const BellPtr bell = bell_ = std::make_shared<Bell>();
    hold.unlock();
    sleep(*bell);
    hold.lock();
    bell_ = nullptr;
  }

  SessionState& session_;
  Waiter* next_;
  bool woken_ = false;
  BellPtr bell_;
};

SessionState::SessionState(std::shared_ptr<EngineState> engine) : engine_(std::move(engine)) {
  const auto bound = static_cast<std::size_t>(engine_->options().limits.outbox);
  outbox_ = std::make_shared<Outbox>(bound, [this] { wake(); });
}

SessionState::~SessionState() {
  close();
  outbox_->close();
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
  session->user_ = core::PackedUser(opened.user);
  // Its own log: what is said of this user from here on.
  if (auto own = session->call(verb::Join{"@me", {}, false, {}, 0}); !own) return std::move(own).error();
  if (!identity.display_name.empty() && identity.display_name != opened.user.display_name) {
    auto changed = session->call(verb::ChangeProfile{std::move(identity.display_name)});
    if (!changed) return std::move(changed).error();
    session->user_ = core::PackedUser(std::get<User>(changed->value));
  }
  return Session(std::move(session));
}

void SessionState::wake() {
  std::vector<Waiter::BellPtr> bells;
  std::shared_ptr<const std::function<void()>> hook;
  {
    const std::lock_guard<WordLock> hold(lock_);
    for (Waiter* waiter = waiters_; waiter; waiter = waiter->next())
      if (auto bell = waiter->wake()) bells.push_back(std::move(bell));
    hook = busy_->on_wake;
  }
  for (const auto& bell : bells) bell->ring();
  if (hook) (*hook)();
}

void SessionState::wake_waiters() {
  for (Waiter* waiter = waiters_; waiter; waiter = waiter->next())
    if (const auto bell = waiter->wake()) bell->ring();
}

Result<Answer> SessionState::call(Verb verb) {
  Caller caller;
  caller.session = key_;
  return call(std::move(caller), std::move(verb));
}

Result<Answer> SessionState::call(Caller caller, Verb verb) {
  Hold hold(lock_);
  sort();
  if (end_ != End::not_yet) return closed_error();
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
    if (end_ != End::not_yet) return closed_error();
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
  if (dropped) {
    own_log_.lost();
    if (!busy_->rooms.empty())
      for (Followed& followed : busy_.change().rooms) followed.cursor.lost();
  }
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
      end_ = End::came;
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

/// Where it is among the rooms, or belongs.
std::vector<SessionState::Followed>::iterator SessionState::place(RoomKey key) {
  auto& rooms = busy_.change().rooms;
  return std::lower_bound(rooms.begin(), rooms.end(), key,
                          [](const Followed& followed, RoomKey wanted) { return followed.key < wanted; });
}

/// Where it stands in a log; null: it does not listen there.
base::Cursor* SessionState::find(RoomKey key) {
  if (key == me_room) return hears_own_log_ ? &own_log_ : nullptr;
  if (busy_->rooms.empty()) return nullptr;
  const auto at = place(key);
  return at == busy_->rooms.end() || at->key != key ? nullptr : &at->cursor;
}

void SessionState::forget(RoomKey key) {
  if (key == me_room) hears_own_log_ = false;
  else if (find(key)) busy_.change().rooms.erase(place(key));
}

void SessionState::begin(const Joined& joined) {
  forget(joined.key);
  base::Cursor cursor(joined.from, joined.room.head);
  if (joined.key == me_room) {
    own_log_ = std::move(cursor);
    hears_own_log_ = true;
  } else {
    busy_.change().rooms.insert(place(joined.key), {joined.key, joined.room.id, std::move(cursor)});
  }
}

void SessionState::hear(RoomKey key, const EventPtr& event) {
  base::Cursor* const cursor = find(key);
  if (!cursor) return;
  // Who calls but does not read gets no longer a queue than one who does neither.
  if (static_cast<std::int64_t>(busy_->ready.size()) >= limits().outbox) {
    if (event->entry) cursor->lost();
    return;
  }
  if (!cursor->offer(event)) return;
  const bool mine = !event->entry || event->entry->audience.empty() || event->entry->audience == user_.id();
  if (mine) busy_.change().ready.push_back(event);
}

void SessionState::give(RoomKey key, const Entry& entry) {
  if (!entry.audience.empty() && entry.audience != user_.id()) return;
  auto event = std::make_shared<Event>();
  event->room_key = key;
  event->room = entry.room;
  event->entry = std::make_shared<const Entry>(entry);
  busy_.change().ready.push_back(std::move(event));
}

/// Reads one page for a log that is behind. False: there is none.
bool SessionState::read_on(Hold& hold) {
  if (hears_own_log_ && own_log_.needs_read()) return read_on(hold, me_room, "@me");
  for (const Followed& followed : busy_->rooms)
    if (followed.cursor.needs_read()) return read_on(hold, followed.key, followed.room);
  return false;
}

bool SessionState::read_on(Hold& hold, RoomKey key, const RoomId& room) {
  base::Cursor& cursor = *find(key);
  const verb::ReadEntries read{room, cursor.position(), entries_at_once};
  cursor.start_read();
  hold.unlock();
  auto answer = call(read);
  hold.lock();
  base::Cursor* const still = find(key);
  if (!still || !still->reading()) return true;
  if (!answer) {
    still->read_failed();
    return false;
  }
  const Page& page = std::get<Page>(answer->value);
  still->page(page.entries, page.more, [&](const Entry& entry) { give(key, entry); });
  return true;
}

EventPtr SessionState::closed_event() {
  if (std::exchange(end_, End::told) == End::told) return nullptr;
  auto event = std::make_shared<Event>();
  event->type = EventType::closed;
  event->close = reason_;
  return event;
}

EventPtr SessionState::next(milliseconds timeout) {
  const auto deadline = steady_clock::now() + timeout;
  Hold hold(lock_);
  Waiter waiter(*this);
  for (;;) {
    waiter.look();
    sort();
    if (!busy_->ready.empty()) {
      auto& ready = busy_.change().ready;
      EventPtr event = std::move(ready.front());
      ready.pop_front();
      return event;
    }
    if (end_ != End::not_yet) return closed_event();
    if (read_on(hold)) continue;
    if (engine_->options().host_driven) {
      hold.unlock();
      engine_->turn();
      hold.lock();
      sort();
      if (!busy_->ready.empty()) continue;
      return end_ != End::not_yet ? closed_event() : nullptr;
    }
    if (!waiter.wait_until(hold, deadline)) return nullptr;
  }
}

bool SessionState::closed() {
  const Hold hold(lock_);
  sort();
  return end_ != End::not_yet && busy_->ready.empty();
}

void SessionState::on_wake(std::function<void()> wake) {
  std::shared_ptr<const std::function<void()>> hook;
  if (wake)
    hook = std::make_shared<const std::function<void()>>([wake = std::move(wake), hook = engine_->hook()] { wake(); });
  const Hold hold(lock_);
  // The one before goes after the lock: what it holds is the host's.
  if (hook || busy_->on_wake) busy_.change().on_wake.swap(hook);
}

void SessionState::close() {
  {
    const Hold hold(lock_);
    if (end_ != End::not_yet || key_ == 0) return;
  }
  Request request;
  request.caller.session = key_;
  request.verb = verb::CloseSession{};
  (void)engine_->submit(std::move(request));
}

}  // namespace workchat
