#include <condition_variable>
#include <mutex>
#include <thread>

#include <sched.h>

#include "clock.hpp"
#include "in_process.hpp"

namespace bench {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t warm_up = 1'000;

void stay_on_one_core() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(static_cast<std::size_t>(sched_getcpu()), &cores);
  if (sched_setaffinity(0, sizeof cores, &cores) != 0) throw std::runtime_error("cannot stay on one core");
}

/// A listener on a thread of its own says when it heard.
class Ear {
 public:
  explicit Ear(workchat::Session session) : session_(std::move(session)), thread_([this] { run(); }) {}
  ~Ear() {
    session_.close();
    thread_.join();
  }

  /// When the next message was heard; waits for it.
  std::int64_t heard_at() {
    std::unique_lock<std::mutex> hold(lock_);
    changed_.wait(hold, [this] { return heard_ns_ != 0; });
    return std::exchange(heard_ns_, 0);
  }

 private:
  void run() {
    while (!session_.closed()) {
      const workchat::EventPtr event = session_.next(1s);
      if (!event || !event->message()) continue;
      const std::int64_t now = now_ns();
      const std::lock_guard<std::mutex> hold(lock_);
      heard_ns_ = now;
      changed_.notify_one();
    }
  }

  workchat::Session session_;
  std::mutex lock_;
  std::condition_variable changed_;
  std::int64_t heard_ns_ = 0;
  std::thread thread_;
};

/// Takes what waits, up to and with the next message.
void hear_message(workchat::Session& session) {
  while (const workchat::EventPtr event = session.next(1s))
    if (event->message()) return;
  throw std::runtime_error("a message did not come");
}

struct Two {
  explicit Two(workchat::Engine& engine)
      : ana(must(engine.connect({"ana"}))),
        beto(must(engine.connect({"beto"}))),
        room(must(ana.join("general"))) {
    must(beto.join("general"));
  }
  workchat::Session ana, beto;
  workchat::Room room;
};

template <typename Hear>
Histogram measure(std::int64_t messages, Two& two, const Hear& hear) {
  Histogram latency;
  const std::string text = message_text();
  for (std::int64_t i = 0; i < warm_up + messages; ++i) {
    const std::int64_t began = now_ns();
    must(two.room.post(text));
    const std::int64_t heard = hear();
    if (i >= warm_up) latency.record(heard - began);
    hear_message(two.ana);
  }
  return latency;
}

}  // namespace

Report run_latency(const LatencyOptions& options) {
  if (options.one_core) stay_on_one_core();
  workchat::Engine engine = open_engine(must(workchat::open_store("memory:")), options.driver);
  Two two(engine);
  Report report("in-process latency");
  report.set("driver", options.driver == Driver::host ? "host" : "thread");
  report.set("one_core", std::int64_t{options.one_core});
  if (options.driver == Driver::host) {
    report.set("latency_us", measure(options.messages, two, [&two] {
                 hear_message(two.beto);
                 return now_ns();
               }));
  } else {
    Ear ear(two.beto);
    report.set("latency_us", measure(options.messages, two, [&ear] { return ear.heard_at(); }));
  }
  return report;
}

}  // namespace bench
