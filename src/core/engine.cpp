#include <workchat/engine.hpp>

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include "core/engine_state.hpp"
#include "core/session_state.hpp"

namespace workchat {

namespace {

constexpr std::size_t executor_threads = 2;

/// Fills in what the host left out, all but what can fail.
Options complete(Options options) {
  if (!options.clock) options.clock = system_clock();
  if (!options.random) options.random = system_random();
  if (!options.executor) {
    const auto queue = static_cast<std::size_t>(options.limits.executor_queue);
    options.executor = options.host_driven ? inline_executor() : thread_executor(executor_threads, queue);
  }
  return options;
}

core::Work counted(Request request) {
  core::Work work;
  work.request = std::move(request);
  work.counted = true;
  return work;
}

/// Passwords have a thread of their own, so that whoever has many of them hashed holds up nobody's reads.
std::shared_ptr<Executor> hasher_of(const Options& options, bool own_executor) {
  if (!own_executor || options.host_driven) return options.executor;
  return thread_executor(1, static_cast<std::size_t>(options.limits.executor_queue));
}

}  // namespace

bool EngineState::Errands::run(Job job) {
  {
    const std::lock_guard<std::mutex> hold(shared_->lock);
    ++shared_->count.begun;
  }
  const bool taken = executor_->run([shared = shared_, job = std::move(job)]() mutable {
    job();
    job = nullptr;
    shared->end_one();
  });
  if (!taken) shared_->end_one();
  return taken;
}

void EngineState::Errands::Shared::end_one() {
  const std::lock_guard<std::mutex> hold(lock);
  ++count.ended;
  changed.notify_all();
}

EngineState::Errands::Count EngineState::Errands::count() const {
  const std::lock_guard<std::mutex> hold(shared_->lock);
  return shared_->count;
}

void EngineState::Errands::wait_past(const Count& seen) const {
  std::unique_lock<std::mutex> hold(shared_->lock);
  shared_->changed.wait(hold, [&] { return shared_->count.ended != seen.ended; });
}

EngineState::EngineState(Options options)
    : own_executor_(!options.executor),
      options_(complete(std::move(options))),
      inbox_(std::numeric_limits<std::ptrdiff_t>::max(), options_.host_driven ? options_.wake : nullptr),
      errands_(options_.executor),
      hasher_(hasher_of(options_, own_executor_)),
      hashes_(hasher_, errands_),
      loop_(parts()) {}

core::Parts EngineState::parts() {
  core::Parts parts;
  parts.store = options_.store.get();
  parts.executor = &errands_;
  parts.hashing = &hashes_;
  parts.clock = options_.clock.get();
  parts.random = options_.random.get();
  parts.authentication = &*options_.authentication;
  parts.policies = &options_.policies;
  parts.limits = &options_.limits;
  parts.motd = options_.motd;
  parts.log = options_.log;
  parts.come_back = [this](core::Work work) { (void)inbox_.push(std::move(work)); };
  return parts;
}

Status EngineState::start() {
  if (auto status = loop_.start(); !status) return status;
  started_ = true;
  if (!options_.host_driven) thread_ = std::thread([this] { run(); });
  return Done{};
}

bool EngineState::takes(const Request& request) {
  if (closing_) return false;
  // However full the inbox is, a session must be able to end.
  const bool ends = std::holds_alternative<verb::CloseSession>(request.verb);
  if (++requests_ <= options_.limits.inbox || ends) return true;
  --requests_;
  return false;
}

bool EngineState::put(Request request, Wake wake) {
  if (!takes(request)) return false;
  core::Work work = counted(std::move(request));
  if (wake == Wake::loop ? inbox_.push(std::move(work)) : inbox_.push_unheard(std::move(work))) return true;
  --requests_;
  return false;
}

void EngineState::put_all(std::vector<Request>& requests) {
  std::vector<core::Work> works;
  std::vector<Request> left;
  for (Request& request : requests) {
    if (takes(request)) works.push_back(counted(std::move(request)));
    else left.push_back(std::move(request));
  }
  if (!inbox_.push_all(works)) {
    requests_ -= static_cast<std::int64_t>(works.size());
    for (core::Work& work : works) left.push_back(std::move(work.request));
  }
  requests = std::move(left);
}

bool EngineState::submit(Request request) { return put(std::move(request), Wake::loop); }

bool EngineState::may_turn_here() const {
  return !options_.host_driven && hooks_.use_count() == 1 && turner_ != std::this_thread::get_id();
}

void EngineState::wake_if_due(TimeMs due) {
  if (closing_ || due < sleeps_until_) inbox_.wake();
}

bool EngineState::submit_and_turn(Request request) {
  if (!may_turn_here()) return submit(std::move(request));
  std::unique_lock<std::mutex> turn(turning_, std::try_to_lock);
  // Where several come at once, the one who is first would commit alone what goes with the others' in one fsync.
  if (!turn || last_taken_ > 1 || pace_->awaited() > 0) {
    if (turn) turn.unlock();
    return submit(std::move(request));
  }
  if (!put(std::move(request), Wake::nobody)) return false;
  TimeMs due = 0;
  take_and_turn(due);
  // Of what should have woken the loop's own thread, `take` took back the sign.
  wake_if_due(due);
  return true;
}

bool EngineState::decided_here(std::vector<Request>& requests, Outbox& reader) {
  if (!own_executor_ || closing_ || !may_turn_here()) return false;
  const std::unique_lock<std::mutex> turn(turning_, std::try_to_lock);
  // What stands in the inbox came before, and is not looked at.
  if (!turn || closing_ || requests_ != 0 || !inbox_.empty()) return false;
  if (!loop_.would_wait_for_no_disk(requests) || !reader.last_to_settle()) return false;
  reader.settle();
  std::vector<core::Work> works(requests.size());
  for (std::size_t i = 0; i < works.size(); ++i) works[i].request = std::move(requests[i]);
  requests.clear();
  TimeMs due = 0;
  turn_with(std::move(works), due);
  wake_if_due(due);
  return true;
}

void EngineState::submit_all(std::vector<Request>& requests, Outbox& reader) {
  // Settled when they are in the inbox: the turn that waits for the reader takes them.
  if (!requests.empty() && !decided_here(requests, reader)) put_all(requests);
  reader.settle();
}

Error EngineState::refusal() const {
  if (closing_) return {Errc::closed, "The engine is closed.", {}, {}, 0};
  return {Errc::overloaded, "The engine takes no more.", {}, {}, 0};
}

bool EngineState::take_and_turn(TimeMs& due) noexcept {
  std::vector<core::Work> works;
  const auto most = static_cast<std::size_t>(options_.limits.turn);
  const bool any = inbox_.take(works, most) || loop_.postponed() > 0;
  const bool full = works.size() == most;
  requests_ -= std::count_if(works.begin(), works.end(), [](const core::Work& work) { return work.counted; });
  if (!works.empty()) last_taken_ = works.size();
  turn_with(std::move(works), due);
  if (full) due = 0;  // what is left in the inbox wakes nobody
  return any;
}

void EngineState::turn_with(std::vector<core::Work> works, TimeMs& due) noexcept {
  const std::size_t postponed = loop_.postponed();
  turner_ = std::this_thread::get_id();
  due = loop_.turn(std::move(works));
  turner_ = std::thread::id();
  requests_ += static_cast<std::int64_t>(loop_.postponed()) - static_cast<std::int64_t>(postponed);
  if (loop_.postponed() > 0) due = 0;
}

void EngineState::run() {
  looper_ = std::this_thread::get_id();
  while (!closing_) {
    {
      const std::unique_lock<std::mutex> turn = turn_after_writers();
      take_and_turn(sleeps_until_);
    }
    // Who passes on the last turn brings what is next: this way in one wake.
    wait_for_writers();
    const TimeMs left = std::max<TimeMs>(0, sleeps_until_ - options_.clock->monotonic_ms());
    if (!closing_) inbox_.wait(std::chrono::milliseconds(left));
  }
  looper_ = std::thread::id();  // another thread may get it
  if (!let_go_) return;
  thread_.detach();
  delete this;
}

void EngineState::wait_for_writers() { pace_->wait(std::chrono::milliseconds(options_.limits.pace_ms)); }

std::unique_lock<std::mutex> EngineState::turn_after_writers() {
  wait_for_writers();
  std::unique_lock<std::mutex> turn(turning_);
  if (pace_->awaited() == 0) return turn;
  // Another thread had the turn, and told something.
  turn.unlock();
  wait_for_writers();
  turn.lock();
  return turn;
}

std::shared_ptr<Outbox> EngineState::open_outbox(Outbox::Wake wake, Engine::WakeOn on) {
  const auto bound = static_cast<std::size_t>(options_.limits.outbox);
  if (wake && on == Engine::WakeOn::loop) wake = [wake = std::move(wake), hook = hook()] { wake(); };
  return std::make_shared<Outbox>(bound, std::move(wake), options_.host_driven ? nullptr : pace_);
}

TimeMs EngineState::turn() {
  TimeMs due = 0;
  take_and_turn(due);
  return std::max<TimeMs>(0, due - options_.clock->monotonic_ms());
}

/// A turn, or a job's end awaited where there was nothing to take. False: nothing is left.
bool EngineState::turn_or_wait() {
  // Counted before the inbox is looked at: what a job brings is there before it ends.
  const Errands::Count seen = errands_.count();
  TimeMs due = 0;
  if (take_and_turn(due)) return true;
  if (seen.none()) return false;
  errands_.wait_past(seen);
  return true;
}

bool EngineState::drive() {
  if (!options_.host_driven) return false;
  turn_or_wait();
  return true;
}

void EngineState::finish_all() {
  const std::lock_guard<std::mutex> turn(turning_);
  while (turn_or_wait()) continue;
  loop_.end_all();
}

/// Came in while the last turn was told.
void EngineState::refuse_the_rest() {
  std::vector<core::Work> works;
  inbox_.take(works, std::numeric_limits<std::ptrdiff_t>::max());
  for (const core::Work& work : works) {
    const Ticket& ticket = work.request.ticket;
    if (!ticket.outbox) continue;
    Delivery delivery;
    delivery.kind = Delivery::Kind::answer;
    delivery.ticket = ticket.number;
    delivery.answer = std::make_shared<const Result<Answer>>(refusal());
    ticket.outbox->push(std::move(delivery));
    ticket.outbox->flush();
  }
}

void EngineState::close() {
  const std::lock_guard<std::mutex> hold(closing_lock_);
  if (std::exchange(closed_, true)) return;
  closing_ = true;
  inbox_.wake();
  pace_->stop();
  if (thread_.joinable()) thread_.join();
  if (started_) finish_all();
  inbox_.close();
  refuse_the_rest();
  if (!own_executor_) return;
  options_.executor->stop();
  hasher_->stop();
}

std::shared_ptr<EngineState> EngineState::make(Options options) {
  return {new EngineState(std::move(options)), [](EngineState* engine) { engine->let_go(); }};
}

/// The loop's own thread cannot wait for itself: it goes on to the end of its turn.
void EngineState::let_go() {
  if (looper_ != std::this_thread::get_id()) {
    delete this;
    return;
  }
  let_go_ = true;
  closing_ = true;
  pace_->stop();
}

Result<Engine> Engine::open(Options options) {
  if (!options.store) {
    auto store = open_store("memory:");
    if (!store) return std::move(store).error();
    options.store = std::move(*store);
  }
  if (!options.authentication) {
    auto standard = standard_authentication(options.store->folder(), options.limits);
    if (!standard) return std::move(standard).error();
    options.authentication = std::move(*standard);
  }
  auto state = EngineState::make(std::move(options));
  if (auto status = state->start(); !status) return std::move(status).error();
  return Engine(std::move(state));
}

Engine::Engine(std::shared_ptr<EngineState> state) : state_(std::move(state)) {}

Result<Session> Engine::connect(Identity identity) { return SessionState::open(state_, std::move(identity)); }

bool Engine::submit(Request request) { return state_->submit(std::move(request)); }

// In what takes a turn or closes a wake may drop the last handle, even the one that was called.

void Engine::submit(std::vector<Request>& requests, Outbox& reader) {
  const auto state = state_;
  state->submit_all(requests, reader);
}

Result<Answer> Engine::call(Request request) {
  const auto state = state_;
  AnswerBox box;
  request.ticket = {box.outbox(), 1};
  if (!state->submit_and_turn(std::move(request))) return state->refusal();
  return box.wait(*state);
}

std::shared_ptr<Outbox> Engine::open_outbox(Outbox::Wake wake, WakeOn on) {
  return state_->open_outbox(std::move(wake), on);
}

TimeMs Engine::turn() {
  const auto state = state_;
  return state->turn();
}

const Limits& Engine::limits() const { return state_->options().limits; }
const Authentication& Engine::authentication() const { return state_->authentication(); }
const Clock& Engine::clock() const { return *state_->options().clock; }
bool Engine::writable() const { return state_->writable(); }

void Engine::log(LogLevel level, std::string_view event, std::string_view text) const {
  if (state_->options().log) state_->options().log(level, event, text);
}

void Engine::close() {
  const auto state = state_;
  state->close();
}

}  // namespace workchat
