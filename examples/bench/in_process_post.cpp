#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <random>

#include "client_ids.hpp"
#include "clock.hpp"
#include "counting_store.hpp"
#include "in_process.hpp"
#include "scratch.hpp"

namespace bench {
namespace {


/// Posts through the loop's own door, many at once, as a face of the library does. Each room's owner speaks
/// in it.
class Senders {
 public:
  Senders(workchat::Engine& engine, const PostOptions& options)
      : engine_(engine),
        options_(options),
        ids_(1, options.stock.messages),
        outbox_(engine.open_outbox([this] { wake(); })) {
    for (std::int64_t i = 0; i < options.stock.users; ++i) open_session(i);
  }
  ~Senders() { outbox_->close(); }

  void post(std::int64_t messages) {
    std::int64_t sent = 0, answered = 0;
    while (answered < messages) {
      while (sent < messages && sent - answered < options_.in_flight) send_one(++sent);
      answered += take();
    }
  }

 private:
  void submit(workchat::Caller caller, workchat::Verb verb, std::int64_t ticket) {
    if (!engine_.submit({std::move(caller), std::move(verb), {outbox_, static_cast<std::uint64_t>(ticket)}}))
      throw std::runtime_error("the engine takes no more");
  }

  void open_session(std::int64_t user) {
    workchat::Caller caller;
    caller.host_user = user_name(user);
    submit(std::move(caller), workchat::verb::OpenSession{}, user);
    while (take() == 0) continue;
  }

  void send_one(std::int64_t ticket) {
    const auto room = static_cast<std::int64_t>(chance_() % static_cast<std::uint64_t>(options_.active));
    workchat::Caller caller;
    caller.session = sessions_[static_cast<std::size_t>(owner_of(options_.stock, room))];
    submit(std::move(caller), workchat::verb::Post{room_name(room), text_, ids_.next(), 0, {}}, ticket);
  }

  /// How many answers came; waits for the first.
  std::int64_t take() {
    if (options_.driver == Driver::host) {
      engine_.turn();
    } else {
      std::unique_lock<std::mutex> hold(lock_);
      changed_.wait(hold, [this] { return woken_; });
      woken_ = false;
    }
    came_.clear();
    outbox_->take(came_);
    return std::count_if(came_.begin(), came_.end(), [this](const workchat::Delivery& each) { return note(each); });
  }

  bool note(const workchat::Delivery& delivery) {
    if (delivery.kind != workchat::Delivery::Kind::answer) return false;
    const workchat::Answer answer = must(*delivery.answer);
    if (const auto* opened = std::get_if<workchat::SessionOpened>(&answer.value))
      sessions_.push_back(opened->session);
    return true;
  }

  void wake() {
    const std::lock_guard<std::mutex> hold(lock_);
    woken_ = true;
    changed_.notify_one();
  }

  workchat::Engine& engine_;
  const PostOptions& options_;
  std::mutex lock_;
  std::condition_variable changed_;
  bool woken_ = false;
  std::vector<workchat::SessionKey> sessions_;
  std::vector<workchat::Delivery> came_;
  const std::string text_ = message_text();
  ClientIds ids_;
  std::mt19937_64 chance_{2};
  std::shared_ptr<workchat::Outbox> outbox_;
};

/// As a program that embeds the library does.
void post_one_by_one(workchat::Engine& engine, const PostOptions& options) {
  workchat::Session session = must(engine.connect({user_name(0)}));
  workchat::Room room = must(session.join(room_name(0)));
  ClientIds ids(1, options.stock.messages);
  const std::string text = message_text();
  for (std::int64_t i = 0; i < options.messages; ++i) {
    must(room.post(text, {ids.next()}));
    (void)session.next(std::chrono::milliseconds(0));  // it hears itself
  }
}

Report report_of(const PostOptions& options, const Commits& counts, std::int64_t cpu_ns,
                 std::int64_t took_ns) {
  const auto messages = static_cast<double>(options.messages);
  Report report("in-process post");
  report.set("store", options.store);
  report.set("durability", options.durability);
  report.set("driver", options.driver == Driver::host ? "host" : "thread");
  report.set("rooms", options.stock.rooms);
  report.set("active", options.active);
  report.set("stored", options.stock.messages);
  report.set("in_flight", options.in_flight);
  report.set("messages", options.messages);
  report.set("batch", static_cast<double>(counts.entries) / static_cast<double>(counts.commits));
  report.set("cpu_us_per_message", static_cast<double>(cpu_ns) / 1e3 / messages);
  report.set("messages_per_s", messages / static_cast<double>(took_ns) * 1e9);
  return report;
}

}  // namespace

Report run_post(const PostOptions& asked) {
  constexpr std::int64_t most_speakers = 1'000;
  PostOptions options = asked;
  options.stock.users = std::min(options.stock.rooms, most_speakers);
  if (options.active == 0) options.active = options.stock.rooms;
  const ScratchFolder folder;
  const bool kept = options.store == "sqlite";
  if (kept) fill(*must(workchat::open_store(sqlite_url(folder.path(), "off"))), options.stock);
  auto store = must(workchat::open_store(kept ? sqlite_url(folder.path(), options.durability) : "memory:"));
  if (!kept) fill(*store, options.stock);
  Commits counts;
  workchat::Engine engine =
      open_engine(std::make_unique<CountingStore>(std::move(store), counts), options.driver);
  if (options.in_flight == 1) {
    const std::int64_t began = now_ns(), cpu = own_cpu_ns();
    post_one_by_one(engine, options);
    return report_of(options, counts, own_cpu_ns() - cpu, now_ns() - began);
  }
  Senders senders(engine, options);
  counts = {};
  const std::int64_t began = now_ns(), cpu = own_cpu_ns();
  senders.post(options.messages);
  return report_of(options, counts, own_cpu_ns() - cpu, now_ns() - began);
}

}  // namespace bench
