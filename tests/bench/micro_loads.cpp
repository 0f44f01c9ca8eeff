#include "bench/micro_loads.hpp"

#include <cstdlib>
#include <utility>

#include "commands/words.hpp"
#include "examples/bench/message.hpp"
#include "protocol/read.hpp"
#include "protocol/write.hpp"

namespace workchat::testing {
namespace {

constexpr RoomKey room_key = 7;
constexpr std::size_t chunk_size = 65536;

class StandingClock final : public Clock {
 public:
  TimeMs now_ms() const override { return 1'700'000'000'000; }
  TimeMs monotonic_ms() const override { return 1'000; }
};

class SeededRandom final : public Random {
 public:
  void fill(void* out, std::size_t size) override {
    auto* next = static_cast<unsigned char*>(out);
    for (std::size_t i = 0; i < size; ++i) next[i] = static_cast<unsigned char>(numbers_() & 0xFF);
  }

 private:
  std::mt19937_64 numbers_{1};
};

void must(bool held) {
  if (!held) std::abort();
}

}  // namespace

EventPtr message_event(Seq seq) {
  auto entry = std::make_shared<Entry>();
  entry->room = "general";
  entry->seq = seq;
  entry->ts = 1'700'000'000'000;
  entry->user = {"u_0123456789abc", "ana"};
  entry->text = std::string(::bench::text_size, '.');
  entry->client_id = "018bcfe5-6800-7000-8000-0123456789ab";
  auto event = std::make_shared<Event>();
  event->room_key = room_key;
  event->room = entry->room;
  event->entry = std::move(entry);
  return event;
}

DecodeLoad::DecodeLoad()
    : frame_(R"({"type":"message","room":"general","id":12345,"text":")" +
             std::string(::bench::text_size, '.') +
             R"(","format":"plain","client_id":"018bcfe5-6800-7000-8000-0123456789ab"})") {}

void DecodeLoad::run() {
  must(protocol::read_frame(frame_, limits_, commands::Language::en).ask.ok());
}

TurnLoad::TurnLoad(std::size_t messages) : text_(::bench::text_size, '.') {
  Options options;
  options.clock = std::make_shared<StandingClock>();
  options.random = std::make_shared<SeededRandom>();
  options.limits.rate = 0;
  options.host_driven = true;
  auto opened = Engine::open(std::move(options));
  must(opened.ok());
  engine_ = std::move(*opened);
  outbox_ = engine_->open_outbox({});
  for (std::size_t i = 0; i < messages; ++i) {
    Caller caller;
    caller.host_user = "person" + std::to_string(i);
    must(engine_->submit({std::move(caller), verb::OpenSession{}, {outbox_, 1}}));
  }
  answer_all();
  for (const SessionKey session : sessions_) {
    Caller caller;
    caller.session = session;
    must(engine_->submit({std::move(caller), verb::Join{"general", {}, false, {}, 0}, {outbox_, 1}}));
  }
  answer_all();
}

void TurnLoad::answer_all() {
  engine_->turn();
  came_.clear();
  outbox_->take(came_);
  for (const Delivery& delivery : came_) {
    if (delivery.kind != Delivery::Kind::answer) continue;
    must(delivery.answer->ok());
    if (const auto* opened = std::get_if<SessionOpened>(&delivery.answer->value().value))
      sessions_.push_back(opened->session);
  }
}

void TurnLoad::run() {
  for (const SessionKey session : sessions_) {
    Caller caller;
    caller.session = session;
    must(
        engine_->submit({std::move(caller), verb::Post{"general", text_, ids_.next(), 0, {}}, {outbox_, 1}}));
  }
  answer_all();
}

ChunkLoad::ChunkLoad() {
  for (std::size_t i = 1; i <= told_at_once; ++i) events_.push_back(message_event(static_cast<Seq>(i)));
}

void ChunkLoad::run() {
  for (const EventPtr& event : events_) chunk_.add(event, protocol::write_event(*event));
  must(!chunk_.bytes(server::Form::frame)->empty());
  chunk_.clear();
}

/// A member that takes what it is given and leaves it.
struct FlushLoad::Ear final : server::Sitter {
  explicit Ear(std::size_t number) : id("u_" + std::to_string(number)), seat(*this, room_key, 0) {
    seat.held = false;
  }
  server::Form form() const override { return server::Form::frame; }
  const UserId& user() const override { return id; }
  void hear(const server::Chunk& bytes, bool) override { heard += bytes->size(); }
  void fell_behind(server::Seat&) override { std::abort(); }

  UserId id;
  server::Seat seat;
  std::size_t heard = 0;
};

FlushLoad::FlushLoad(std::size_t members) : feed_(room_key, 0, chunk_size) {
  for (std::size_t i = 0; i < members; ++i) {
    ears_.push_back(std::make_unique<Ear>(i));
    feed_.add(ears_.back()->seat);
  }
}

FlushLoad::~FlushLoad() {
  for (const auto& ear : ears_) feed_.remove(ear->seat);
}

void FlushLoad::run() {
  for (std::size_t i = 0; i < told_at_once; ++i) feed_.tell(message_event(++head_));
  feed_.flush();
  must(ears_.back()->heard > 0);
}

}  // namespace workchat::testing
