#include <memory>
#include <string>
#include <utility>

#include "core/stage.hpp"
#include "fuzz/engine_judge.hpp"
#include "fuzz/fuzz.hpp"
#include "fuzz/witness.hpp"

// A chat that lives through whatever the bytes say: people come, write, change, put each other out, resume,
// while the store fails and time goes on; and keeps every promise (engine_judge.hpp).
namespace workchat::fuzz {
namespace {

using testing::Fault;

constexpr std::size_t most_steps = 300;
constexpr std::size_t most_listeners = 12;

/// Some messages are for their author's eyes only, and some are refused.
class Whim final : public Policy {
 public:
  explicit Whim(bool fast) : fast_(fast) {}
  bool fast() const override { return fast_; }
  Status review(const RoomView&, const User& author, Draft& draft) override {
    if (draft.text[0] == 'n') return Error{Errc::forbidden, {}, "whim", {}, 0};
    if (draft.text[0] == 'p') draft.audience = author.id;
    return Done{};
  }

 private:
  const bool fast_;
};

class Life {
 public:
  explicit Life(Choices choices) : choices_(choices), stage_(options()), judge_(stage_.engine(), witness_) {}

  void live() {
    for (std::size_t step = 0; step < most_steps && !choices_.done(); ++step) act();
    come_to_rest();
    judge_.close();
  }

 private:
  Options options() {
    Options options;
    auto store = std::make_unique<WitnessedStore>(witness_);
    store_ = &store->inner();
    options.store = std::move(store);
    options.executor = executor_;
    const std::size_t kind = choices_.below(12);
    if (kind % 3 != 0) options.policies = {std::make_shared<Whim>(kind % 3 == 1)};
    if (kind >= 6) options.limits.outbox = 6;
    options.limits.presence_room = 2;
    options.limits.turn = 5;
    options.limits.text = 20;
    options.limits.rooms_per_user = 3;
    return options;
  }

  void turn() {
    stage_.engine().turn();
    judge_.hear();
  }

  void act() {
    switch (choices_.below(16)) {
      case 0: return come();
      case 1: return turn();
      case 2: return stage_.clock->pass(static_cast<TimeMs>(choices_.below(256)) * 20);
      case 3: return happen();
      case 4:
        if (!executor_->jobs.empty()) executor_->run_one(choices_.below(executor_->jobs.size()));
        return;
      default: break;
    }
    if (judge_.count() == 0) return;
    const std::size_t listener = choices_.below(judge_.count());
    if (judge_.listens(listener)) judge_.ask(listener, some_verb(listener));
    if (choices_.below(4) == 3) {
      turn();
      executor_->run_all();
    }
  }

  void come() {
    if (judge_.count() == most_listeners) return;
    const std::string name = user();
    judge_.open(name, choices_.below(4) == 3);
  }

  /// What nobody asked for.
  void happen() {
    constexpr Fault faults[] = {Fault::refuse, Fault::full, Fault::lost, Fault::kept};
    const std::size_t what = choices_.below(8);
    if (what < 4) return store_->plan(faults[what]);
    if (what == 4) return store_->plan_reopen_failures(choices_.below(3));
    if (what == 5) return stage_.clock->jump(static_cast<TimeMs>(choices_.below(200)) * 1000 - 100'000);
    executor_->full = what == 6;
  }

  Verb some_verb(std::size_t listener) {
    const std::string room = this->room();
    switch (choices_.below(24)) {
      case 0: return verb::Join{room, choices_.yes() ? "open" : "", false, {}, 0};
      case 1: return judge_.resume(listener, room);
      case 2: return verb::Join{room, "open", true, "e", static_cast<Seq>(choices_.below(20))};
      case 3: return verb::Leave{room};
      case 4: return verb::Unlisten{room};
      case 5: return verb::Edit{room, seq(), text()};
      case 6: return verb::Delete{room, seq()};
      case 7: return verb::React{room, seq(), "x", choices_.yes()};
      case 8: return verb::Pin{room, seq(), choices_.yes()};
      case 9: return verb::Kick{room, user()};
      case 10: return verb::Ban{room, user(), choices_.yes()};
      case 11: return verb::Mute{room, user(), choices_.yes(), static_cast<TimeMs>(choices_.below(3)) * 500};
      case 12: return verb::SetMember{room, user(), static_cast<Role>(2 + choices_.below(3))};
      case 13: return create();
      case 14: return verb::DeleteRoom{room};
      case 15: return change(room);
      case 16: return verb::ReadEntries{room, seq(), 1 + static_cast<std::int64_t>(choices_.below(9))};
      case 17: return verb::History{room, seq(), {}, {}, 5};
      case 18: return verb::ReadFeed{seq(), 9};
      case 19: return verb::ListRooms{};
      case 20: return verb::MarkRead{room, seq()};
      case 21: return choices_.yes() ? Verb(verb::CloseSession{}) : Verb(verb::Typing{room});
      case 22: return verb::PostDirect{user(), text(), id()};
      default: return verb::Post{room, text(), id(), choices_.yes() ? seq() : 0, {}};
    }
  }

  Verb create() {
    const std::string room = this->room();
    constexpr RoomKind kinds[] = {RoomKind::open, RoomKind::closed, RoomKind::announcement, RoomKind::direct};
    return verb::CreateRoom{room, room, choices_.yes() ? "open" : "", {}, kinds[choices_.below(4)]};
  }
  Verb change(const std::string& room) {
    verb::ChangeRoom verb;
    verb.room = room;
    if (choices_.yes()) verb.topic = text();
    if (choices_.yes()) verb.name = this->room();
    if (choices_.yes()) verb.kind = choices_.yes() ? RoomKind::open : RoomKind::closed;
    if (choices_.yes()) verb.password = choices_.yes() ? "open" : "";
    return verb;
  }

  std::string user() {
    constexpr const char* names[] = {"ana", "beto", "caro", "dora"};
    return names[choices_.below(4)];
  }
  std::string room() {
    constexpr const char* rooms[] = {"general", "r1", "r2", "r3", "@me", "@server", "General"};
    return rooms[choices_.below(7)];
  }
  Seq seq() { return static_cast<Seq>(choices_.below(24)); }
  /// Few, so that they are there again.
  std::string text() {
    constexpr const char* texts[] = {"hola",  "@ana @beto", "psst",
                                     "never", "",           "a text that is longer than it may be"};
    return texts[choices_.below(6)];
  }
  std::string id() {
    const std::size_t number = choices_.below(6);
    return number == 0 ? std::string() : "id" + std::to_string(number);
  }

  /// No more happens, and every answer that is still to come does.
  void come_to_rest() {
    executor_->full = false;
    for (int i = 0; i < 200 && (i < 3 || !judge_.all_answered() || store_->broken()); ++i) {
      stage_.clock->pass(500);
      turn();
      executor_->run_all();
    }
    turn();
  }

  Choices choices_;
  Witness witness_;
  testing::FaultyStore* store_ = nullptr;
  std::shared_ptr<testing::HeldExecutor> executor_ = std::make_shared<testing::HeldExecutor>();
  testing::Stage stage_;
  EngineJudge judge_;
};

}  // namespace
}  // namespace workchat::fuzz

using namespace workchat::fuzz;

FUZZ_TARGET(engine) {
  Life(Choices(input)).live();
}
