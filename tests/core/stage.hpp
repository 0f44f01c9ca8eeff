#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <workchat/engine.hpp>

#include "support/faulty_store.hpp"

/// A chat that a test drives turn by turn: its clock, its randomness and its store are in the test's hand.
namespace workchat::testing {

class ManualClock final : public Clock {
 public:
  TimeMs now_ms() const override { return wall_; }
  TimeMs monotonic_ms() const override { return steady_; }
  void pass(TimeMs ms) {
    wall_ += ms;
    steady_ += ms;
  }
  void jump(TimeMs ms) { wall_ += ms; }

 private:
  TimeMs wall_ = 1'700'000'000'000;
  TimeMs steady_ = 1000;
};

class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : numbers_(seed) {}
  void fill(void* out, std::size_t size) override;

 private:
  std::mt19937_64 numbers_;
};

/// Hashes and signs so that a test can read it, at no cost.
std::shared_ptr<PasswordHasher> plain_hasher();
std::shared_ptr<TokenSigner> plain_signer();
/// With both.
Authentication plain_authentication();

/// Keeps jobs until the test runs them, in any order.
class HeldExecutor final : public Executor {
 public:
  bool run(Job job) override {
    if (full) return false;
    jobs.push_back(std::move(job));
    return true;
  }
  void stop() override {}
  void run_one(std::size_t index = 0);
  void run_all();

  std::vector<Job> jobs;
  bool full = false;
};

/// `options` says what the test cares for; store, clock, randomness and authentication are the stage's.
class Stage {
 public:
  explicit Stage(Options options = {});
  ~Stage() { engine().close(); }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  Engine& engine() { return *engine_; }
  /// Turns until nothing waits.
  void run();
  /// After `ms` more, on both clocks.
  void run_after(TimeMs ms);
  /// As nobody's session: one request, and its answer.
  Result<Answer> call(Caller caller, Verb verb);
  std::string room_of(RoomKey key) const;
  void name_room(RoomKey key, const std::string& room) { rooms_[key] = room; }

  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  FaultyStore* store = nullptr;
  std::vector<std::string> log;            ///< the words of what the engine logged, but for ...
  std::vector<std::string> came_and_went;  ///< ... the lines about sessions

 private:
  bool woken_ = false;
  std::map<RoomKey, std::string> rooms_;
  std::unique_ptr<Engine> engine_;
};

/// Lines of what somebody heard: "general 2 message ana: hola", "+general", "-general", "end 4000" ...
using Lines = std::vector<std::string>;

/// A session with an outbox of its own.
class Person {
 public:
  /// The host vouches for the name.
  Person(Stage& stage, const std::string& name);
  /// As a signed-in device.
  Person(Stage& stage, const SignedIn& device, bool follow_all = false);

  Result<Answer> call(Verb verb);
  /// What is not refused.
  void must(Verb verb);
  Joined join(const std::string& room, const std::string& password = {});
  Receipt post(const std::string& room, const std::string& text, const std::string& client_id = {});
  void say(const std::string& room, const std::string& text) { (void)ask(verb::Post{room, text, {}, 0, {}}); }
  /// Without a turn. Its answer is `answered` after one.
  std::uint64_t ask(Verb verb);
  bool answered(std::uint64_t ticket);
  Result<Answer> answer(std::uint64_t ticket);
  /// What came since the last call, without answers.
  Lines heard();
  /// The answers that came, in their order, by ticket.
  const std::vector<std::uint64_t>& answers() const { return order_; }
  void close() { (void)call(verb::CloseSession{}); }

  const User& user() const { return opened_.user; }
  const SessionOpened& opened() const { return opened_; }
  bool ended() const { return ended_; }

 private:
  void open(Caller caller, bool follow_all);
  void take();
  std::string line_of(const Delivery& delivery) const;

  Stage& stage_;
  std::shared_ptr<Outbox> outbox_;
  SessionOpened opened_;
  std::uint64_t last_ticket_ = 0;
  std::map<std::uint64_t, AnswerPtr> answers_;
  std::vector<std::uint64_t> order_;
  Lines heard_;
  bool ended_ = false;
};

/// What an answer must be.
template <typename T>
T get(const Result<Answer>& answer) {
  if (!answer) throw std::runtime_error("refused: " + answer.error().message);
  return std::get<T>(answer->value);
}
/// "ok", or the error's wire code, with its rule or field after a space.
std::string outcome(const Result<Answer>& answer);
std::string outcome(const std::optional<Error>& refused);

SignedIn sign_up(Stage& stage, const std::string& name, const std::string& password = "password");
SignedIn come_as_guest(Stage& stage, const std::string& name);
Caller device(const SignedIn& signed_in);
/// The raw entries of a log as lines, from the store.
Lines log_of(Stage& stage, const RoomId& log);
std::string line_of(const Entry& entry);

}  // namespace workchat::testing

namespace doctest {
template <>
struct StringMaker<workchat::testing::Lines> {
  static String convert(const workchat::testing::Lines& lines);
};
}  // namespace doctest
