#include "core/simulation.hpp"

#include <algorithm>
#include <memory>
#include <random>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include "core/simulated_client.hpp"
#include "core/stage.hpp"

namespace workchat::testing {

namespace {

constexpr int client_count = 14;
constexpr int user_count = 9;
constexpr std::size_t room_count = 8;
constexpr const char* room_password = "open sesame";

/// Lets some messages be seen by their author only, and refuses others.
class Whim final : public Policy {
 public:
  explicit Whim(bool fast) : fast_(fast) {}
  bool fast() const override { return fast_; }
  Status review(const RoomView&, const User& author, Draft& draft) override {
    if (draft.text.find("never") == 0) return Error{Errc::forbidden, {}, "whim", {}, 0};
    if (draft.text.find("psst") == 0) draft.audience = author.id;
    return Done{};
  }

 private:
  const bool fast_;
};

class Simulation {
 public:
  explicit Simulation(const Simulated& what) : numbers_(what.seed), stage_(options(what)) {
    for (int i = 0; i < client_count; ++i)
      clients_.push_back(std::make_unique<SimulatedClient>(stage_.engine(), trace_, epochs_, "c" + std::to_string(i),
                                                           "user" + std::to_string(i % user_count)));
  }

  std::string run(int turns) {
    for (trace_.t = 1; trace_.t <= turns; ++trace_.t) {
      for (std::size_t i = below(5); i > 0; --i) act(*clients_[below(clients_.size())]);
      happen();
      turn();
      while (!executor_->jobs.empty() && below(4) != 0) executor_->run_one(below(executor_->jobs.size()));
      for (auto& client : clients_) client->take();
    }
    come_to_rest();
    tell_logs();
    return trace_.text();
  }

 private:
  Options options(const Simulated& what) {
    Options options;
    options.executor = executor_;
    options.random = std::make_shared<SeededRandom>(what.seed);
    options.policies = {std::make_shared<Whim>(!what.slow_policy)};
    options.limits.outbox = 12;
    options.limits.turn = 8;
    options.limits.presence_room = 4;
    return options;
  }

  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(numbers_() % bound); }
  bool one_in(std::size_t bound) { return below(bound) == 0; }
  std::string somebody() { return "user" + std::to_string(below(user_count)); }
  std::string some_room() { return one_in(3) ? "general" : rooms_[below(rooms_.size())]; }
  Seq some_seq() { return static_cast<Seq>(below(40)); }

  void turn() {
    stage_.clock->pass(static_cast<TimeMs>(below(120)));
    stage_.engine().turn();
    stage_.store->fail_reads(false);
    for (const RoomId& room : rooms_) {
      const std::string epoch = stage_.store->entries(room, 0, 1, 1)->epoch;
      if (!epoch.empty()) epochs_[room] = epoch;
    }
  }

  /// What nobody asked for.
  void happen() {
    constexpr Fault faults[] = {Fault::refuse, Fault::full, Fault::lost, Fault::kept};
    if (one_in(60)) stage_.store->plan(faults[below(4)]);
    if (one_in(120)) stage_.store->plan_reopen_failures(below(3));
    if (one_in(500)) stage_.store->cut_power(stage_.store->commits() - below(5));
    if (one_in(100)) stage_.clock->jump(static_cast<TimeMs>(below(200'000)) - 100'000);
    if (one_in(50)) stage_.store->fail_reads(true);  // in this turn's commits and recovery
    executor_->full = one_in(50);
  }

  void act(SimulatedClient& client) {
    if (!client.connected()) return client.connect();
    const std::string room = some_room();
    const std::size_t what = below(100);
    if (what < 45) return post(client, room);
    if (what < 60) return client.join(room, one_in(2), one_in(4) ? "wrong" : room_password);
    if (what < 64) return client.cut();
    if (what < 67) return client.leave(room);
    if (what < 70) return client.unlisten(room);
    if (what < 78) return client.history(room, one_in(2) ? std::optional<Seq>(some_seq()) : std::nullopt);
    if (what < 90) return change_message(client, room);
    if (what < 97) return moderate(client, room);
    manage(client, room);
  }

  void post(SimulatedClient& client, const RoomId& room) {
    const std::size_t number = below(5000);
    // The same id has the same text, but for a few.
    std::string text = "text " + std::to_string(one_in(30) ? number + 1 : number) + " @" + "user" + std::to_string(number % 3);
    if (number % 40 == 0) text = "psst " + std::to_string(number);
    if (number % 41 == 0) text = "never " + std::to_string(number);
    if (one_in(10)) {
      text = "once " + std::to_string(++once_);
      client.post(room, text, {});
    } else {
      client.post(room, text, "id" + std::to_string(number));
    }
  }

  void change_message(SimulatedClient& client, const RoomId& room) {
    const Seq target = one_in(2) ? some_seq() : static_cast<Seq>(below(400));
    switch (below(6)) {
      case 0: return client.ask(verb::Edit{room, target, "edited " + std::to_string(below(100))});
      case 1: return client.ask(verb::Delete{room, target});
      case 2: return client.ask(verb::React{room, target, "x", one_in(2)});
      case 3: return client.ask(verb::Pin{room, target, one_in(2)});
      case 4: return client.ask(verb::MarkRead{room, target});
      default: return client.ask(verb::Typing{room});
    }
  }

  void moderate(SimulatedClient& client, const RoomId& room) {
    switch (below(6)) {
      case 0: return client.ask(verb::Ban{room, somebody(), one_in(3)});
      case 1: return client.ask(verb::SetMember{room, somebody(), one_in(2) ? Role::member : Role::moderator});
      case 2: return client.ask(verb::Mute{room, somebody(), one_in(2), 1000});
      default: return client.ask(verb::Kick{room, somebody()});
    }
  }

  void manage(SimulatedClient& client, const RoomId& room) {
    switch (below(4)) {
      case 0: return client.ask(verb::ChangeRoom{room, {}, "topic " + std::to_string(below(9)), {}, {}});
      case 1: return client.ask(verb::ListRooms{});
      case 2:
        // A deletion and a new room of that id in one turn, now and then.
        if (room != "general") client.ask(verb::DeleteRoom{room});
        return;
      default: break;
    }
    const RoomId fresh = "r" + std::to_string(++made_);
    const RoomKind kind = one_in(3) ? RoomKind::closed : RoomKind::open;
    client.ask(verb::CreateRoom{fresh, fresh, one_in(4) ? room_password : "", {}, kind});
    client.join(fresh, false, room_password);
    if (rooms_.size() < room_count) rooms_.push_back(fresh);
    else rooms_[1 + below(room_count - 1)] = fresh;
  }

  /// No more happens, and everybody gets what is still to come.
  void come_to_rest() {
    executor_->full = false;
    for (int i = 0; i < 2000; ++i, ++trace_.t) {
      stage_.clock->pass(200);
      turn();
      executor_->run_all();
      for (auto& client : clients_) client->take();
      const bool quiet = std::all_of(clients_.begin(), clients_.end(), [](auto& each) { return each->quiet(); });
      if (quiet && !stage_.store->broken() && i > 50) break;
    }
    for (auto& client : clients_) {
      if (!client->quiet()) throw std::runtime_error("never came to rest: " + client->unrest());
      client->say_caught_up();
    }
  }

  void tell_logs() {
    const Snapshot snapshot = stage_.store->load().value();
    std::set<std::pair<RoomId, std::string>> there;
    const auto tell = [&](const RoomId& log) {
      const Page page = stage_.store->entries(log, 0, 1'000'000, 1 << 30).value();
      there.emplace(log, page.epoch);
      trace_.line("log", log, page.epoch).add("floor", page.floor).add("head", page.head);
      for (const Entry& entry : page.entries) trace_.line("history", log, page.epoch).add(entry, {});
    };
    tell("@server");
    for (const UserRecord& user : snapshot.users) tell("@" + user.id);
    for (const RoomRecord& room : snapshot.rooms) tell(room.id);
    const auto seen = trace_.logs();
    for (const auto& [room, epoch] : seen)
      if (there.count({room, epoch}) == 0) trace_.line("deleted", room, epoch);
  }

  std::mt19937_64 numbers_;
  std::shared_ptr<HeldExecutor> executor_ = std::make_shared<HeldExecutor>();
  Stage stage_;
  Trace trace_;
  Epochs epochs_;
  std::vector<RoomId> rooms_{"general"};
  int made_ = 0;
  int once_ = 0;
  std::vector<std::unique_ptr<SimulatedClient>> clients_;
};

}  // namespace

std::string simulate(const Simulated& what) { return Simulation(what).run(what.turns); }

}  // namespace workchat::testing
