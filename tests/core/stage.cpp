#include "core/stage.hpp"

#include <cstring>
#include <stdexcept>
#include <utility>

namespace workchat::testing {

namespace {

class PlainHasher final : public PasswordHasher {
 public:
  Result<std::string> hash(std::string_view password) override { return "hash of " + std::string(password); }
  bool verify(const std::string& hash, std::string_view password) override {
    return hash == "hash of " + std::string(password) || needs_rehash(hash);
  }
  bool needs_rehash(const std::string& hash) override { return hash.compare(0, 4, "old ") == 0; }
};

class PlainSigner final : public TokenSigner {
 public:
  std::string sign(const TokenClaims& claims) override { return claims.user + " " + claims.login; }
  Result<TokenClaims> verify(std::string_view, TimeMs) override {
    return Error{Errc::unauthenticated, "The engine asks for no token.", {}, {}, 0};
  }
  std::string digest(std::string_view secret) override { return "digest of " + std::string(secret); }
};

}  // namespace

void SeededRandom::fill(void* out, std::size_t size) {
  auto* next = static_cast<unsigned char*>(out);
  for (std::size_t i = 0; i < size; ++i) next[i] = static_cast<unsigned char>(numbers_() & 0xFFU);
}

std::shared_ptr<PasswordHasher> plain_hasher() { return std::make_shared<PlainHasher>(); }
std::shared_ptr<TokenSigner> plain_signer() { return std::make_shared<PlainSigner>(); }

Authentication plain_authentication() {
  Authentication both;
  both.passwords = plain_hasher();
  both.tokens = plain_signer();
  return both;
}

void HeldExecutor::run_one(std::size_t index) {
  const Job job = std::move(jobs.at(index));
  jobs.erase(jobs.begin() + static_cast<std::ptrdiff_t>(index));
  job();
}

void HeldExecutor::run_all() {
  while (!jobs.empty()) run_one();
}

Stage::Stage(Options options) {
  auto faulty = std::make_unique<FaultyStore>([] { return open_store("memory:").value(); });
  store = faulty.get();
  if (!options.store) options.store = std::move(faulty);
  if (!options.authentication) options.authentication.emplace();
  options.authentication->passwords = plain_hasher();
  options.authentication->tokens = plain_signer();
  options.clock = clock;
  if (!options.random) options.random = std::make_shared<SeededRandom>(1);
  options.host_driven = true;
  options.wake = [this] { woken_ = true; };
  options.log = [this](LogLevel, std::string_view event, std::string_view text) {
    if (event.substr(0, 8) != "session_")
      log.emplace_back(event);
    else
      came_and_went.push_back(std::string(event) + " " + std::string(text));
  };
  auto opened = Engine::open(std::move(options));
  if (!opened) throw std::runtime_error(opened.error().message);
  engine_ = std::make_unique<Engine>(std::move(*opened));
}

void Stage::run() {
  TimeMs next = 0;
  do {
    woken_ = false;
    next = engine_->turn();
  } while (woken_ || next == 0);
}

void Stage::run_after(TimeMs ms) {
  clock->pass(ms);
  run();
}

Result<Answer> Stage::call(Caller caller, Verb verb) {
  const auto outbox = engine_->open_outbox({});
  if (!engine_->submit({std::move(caller), std::move(verb), {outbox, 1}}))
    return Error{Errc::overloaded, {}, {}, {}, 0};
  run();
  std::vector<Delivery> came;
  outbox->take(came);
  if (came.empty()) throw std::runtime_error("no answer came");
  return *came.front().answer;
}

std::string Stage::room_of(RoomKey key) const {
  const auto found = rooms_.find(key);
  return found == rooms_.end() ? "a room" : found->second;
}

Person::Person(Stage& stage, const std::string& name) : stage_(stage), outbox_(stage.engine().open_outbox({})) {
  Caller caller;
  caller.host_user = name;
  open(std::move(caller), false);
}

Person::Person(Stage& stage, const SignedIn& signed_in, bool follow_all)
    : stage_(stage), outbox_(stage.engine().open_outbox({})) {
  open(device(signed_in), follow_all);
}

void Person::open(Caller caller, bool follow_all) {
  const std::uint64_t ticket = ++last_ticket_;
  (void)stage_.engine().submit({std::move(caller), verb::OpenSession{follow_all}, {outbox_, ticket}});
  stage_.run();
  opened_ = get<SessionOpened>(answer(ticket));
}

std::uint64_t Person::ask(Verb verb) {
  Caller caller;
  caller.session = opened_.session;
  (void)stage_.engine().submit({std::move(caller), std::move(verb), {outbox_, ++last_ticket_}});
  return last_ticket_;
}

bool Person::answered(std::uint64_t ticket) {
  take();
  return answers_.count(ticket) != 0;
}

Result<Answer> Person::answer(std::uint64_t ticket) {
  if (!answered(ticket)) throw std::runtime_error("no answer came");
  return *answers_.at(ticket);
}

Result<Answer> Person::call(Verb verb) {
  const std::uint64_t ticket = ask(std::move(verb));
  stage_.run();
  return answer(ticket);
}

void Person::must(Verb verb) {
  const auto answered = call(std::move(verb));
  if (!answered) throw std::runtime_error("refused: " + answered.error().message);
}

Joined Person::join(const std::string& room, const std::string& password) {
  return get<Joined>(call(verb::Join{room, password, false, {}, 0}));
}

Receipt Person::post(const std::string& room, const std::string& text, const std::string& client_id) {
  return get<Receipt>(call(verb::Post{room, text, client_id, 0, {}}));
}

void Person::take() {
  std::vector<Delivery> came;
  outbox_->take(came);
  for (const Delivery& delivery : came) {
    if (delivery.kind == Delivery::Kind::answer) {
      if (answers_.count(delivery.ticket) != 0) throw std::runtime_error("answered twice");
      answers_[delivery.ticket] = delivery.answer;
      order_.push_back(delivery.ticket);
      if (!*delivery.answer) continue;
      if (const auto* joined = std::get_if<Joined>(&(*delivery.answer)->value); joined && joined->key)
        stage_.name_room(joined->key, joined->room.id);
    } else {
      heard_.push_back(line_of(delivery));
      if (delivery.kind == Delivery::Kind::end) ended_ = true;
    }
  }
}

Lines Person::heard() {
  take();
  return std::exchange(heard_, {});
}

std::string Person::line_of(const Delivery& delivery) const {
  switch (delivery.kind) {
    case Delivery::Kind::attach: return "+ at " + std::to_string(delivery.head);
    case Delivery::Kind::detach: return "-" + stage_.room_of(delivery.room);
    case Delivery::Kind::end: return "end " + std::to_string(static_cast<int>(delivery.reason));
    case Delivery::Kind::answer: return {};
    case Delivery::Kind::event:
    case Delivery::Kind::direct: break;
  }
  const Event& event = *delivery.event;
  if (event.entry) return testing::line_of(*event.entry);
  std::string line = event.room + " " + std::string(name_of(event));
  if (!event.user.name.empty()) line += " " + event.user.name;
  if (event.type == EventType::join || event.type == EventType::leave) line += " " + std::to_string(event.online);
  return line;
}

std::string line_of(const Entry& entry) {
  std::string line = entry.room + " " + std::to_string(entry.seq) + " " + std::string(name_of(entry.type));
  if (!entry.subject.name.empty()) line += " " + entry.subject.name;
  if (entry.target) line += " of " + std::to_string(entry.target);
  if (!entry.source.empty()) line += " in " + entry.source;
  if (!entry.word.empty()) line += " " + entry.word;
  if (!entry.text.empty()) line += " \"" + entry.text + "\"";
  if (!entry.user.name.empty()) line += " by " + entry.user.name;
  return line;
}

std::string outcome(const std::optional<Error>& refused) {
  if (!refused) return "ok";
  std::string said(describe(refused->code).wire);
  if (!refused->rule.empty()) said += " " + refused->rule;
  if (!refused->field.empty()) said += " " + refused->field;
  return said;
}

std::string outcome(const Result<Answer>& answer) {
  return outcome(answer ? std::nullopt : std::optional<Error>(answer.error()));
}

SignedIn sign_up(Stage& stage, const std::string& name, const std::string& password) {
  return get<SignedIn>(stage.call({}, verb::Register{name, password, {}, {}}));
}

SignedIn come_as_guest(Stage& stage, const std::string& name) {
  return get<SignedIn>(stage.call({}, verb::SignInGuest{name, {}}));
}

Caller device(const SignedIn& signed_in) {
  Caller caller;
  caller.login = signed_in.login;
  return caller;
}

Lines log_of(Stage& stage, const RoomId& log) {
  Lines lines;
  const Page page = stage.store->entries(log, 0, 1000, 1 << 20).value();
  for (const Entry& entry : page.entries) lines.push_back(line_of(entry));
  return lines;
}

}  // namespace workchat::testing

doctest::String doctest::StringMaker<workchat::testing::Lines>::convert(const workchat::testing::Lines& lines) {
  std::string all;
  for (const std::string& line : lines) all += "\n    " + line;
  return all.c_str();
}
