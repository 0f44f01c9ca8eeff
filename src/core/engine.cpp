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

}  // namespace

bool EngineState::Errands::run(Job job) {
  ++out_;
  const bool taken = engine_.options_.executor->run([this, job = std::move(job)] {
    job();
    --out_;
    // Whoever closes the engine waits for the last one.
    if (engine_.closing_) engine_.inbox_.wake();
  });
  if (!taken) --out_;
  return taken;
}

EngineState::EngineState(Options options)
    : own_executor_(!options.executor),
      options_(complete(std::move(options))),
      inbox_(std::numeric_limits<std::ptrdiff_t>::max(), options_.host_driven ? options_.wake : nullptr),
      errands_(*this),
      loop_(parts()) {}

core::Parts EngineState::parts() {
  core::Parts parts;
  parts.store = options_.store.get();
  parts.executor = &errands_;
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

bool EngineState::submit(Request request) {
  if (closing_) return false;
  if (++requests_ > options_.limits.inbox) {
    --requests_;
    return false;
  }
  core::Work work;
  work.request = std::move(request);
  work.counted = true;
  if (inbox_.push(std::move(work))) return true;
  --requests_;
  return false;
}

bool EngineState::take_and_turn(TimeMs& next) {
  std::vector<core::Work> works;
  const bool any = inbox_.take(works, static_cast<std::size_t>(options_.limits.turn));
  requests_ -= std::count_if(works.begin(), works.end(), [](const core::Work& work) { return work.counted; });
  next = loop_.turn(std::move(works));
  return any;
}

void EngineState::run() {
  while (!closing_) {
    TimeMs next = 0;
    take_and_turn(next);
    if (!closing_) inbox_.wait(std::chrono::milliseconds(next));
  }
}

TimeMs EngineState::turn() {
  TimeMs next = 0;
  take_and_turn(next);
  return next;
}

bool EngineState::drive() {
  if (!options_.host_driven) return false;
  TimeMs next = 0;
  if (!take_and_turn(next) && !errands_.none()) inbox_.wait();
  return true;
}

void EngineState::finish_all() {
  TimeMs next = 0;
  for (;;) {
    const bool any = take_and_turn(next);
    if (any) continue;
    if (errands_.none()) break;
    inbox_.wait();
  }
  loop_.end_all();
}

void EngineState::close() {
  const std::lock_guard<std::mutex> hold(closing_lock_);
  if (std::exchange(closed_, true)) return;
  closing_ = true;
  inbox_.wake();
  if (thread_.joinable()) thread_.join();
  if (started_) finish_all();
  inbox_.close();
  if (own_executor_) options_.executor->stop();
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
  auto state = std::make_shared<EngineState>(std::move(options));
  if (auto status = state->start(); !status) return std::move(status).error();
  return Engine(std::move(state));
}

Engine::Engine(std::shared_ptr<EngineState> state) : state_(std::move(state)) {}

Result<Session> Engine::connect(Identity identity) { return SessionState::open(state_, std::move(identity)); }

bool Engine::submit(Request request) { return state_->submit(std::move(request)); }

Result<Answer> Engine::call(Request request) {
  AnswerBox box;
  request.ticket = {box.outbox(), 1};
  if (!state_->submit(std::move(request))) return Error{Errc::overloaded, "The engine takes no more.", {}, {}, 0};
  return box.wait(*state_);
}

std::shared_ptr<Outbox> Engine::open_outbox(Outbox::Wake wake) {
  return std::make_shared<Outbox>(static_cast<std::size_t>(limits().outbox), std::move(wake));
}

TimeMs Engine::turn() { return state_->turn(); }
const Limits& Engine::limits() const { return state_->options().limits; }
const Authentication& Engine::authentication() const { return state_->authentication(); }
const Clock& Engine::clock() const { return *state_->options().clock; }

void Engine::log(LogLevel level, std::string_view event, std::string_view text) const {
  if (state_->options().log) state_->options().log(level, event, text);
}

void Engine::close() { state_->close(); }

}  // namespace workchat
