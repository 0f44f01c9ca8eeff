#include <doctest/doctest.h>

#include "core/stage.hpp"

using namespace workchat;
using namespace workchat::testing;

namespace {

Verb register_as(const std::string& name, const std::string& password = "password") {
  return verb::Register{name, password, {}, {}};
}

constexpr TimeMs hour_ms = 3'600'000;

/// Knows everybody whose password is "outside".
class Directory final : public Authenticator {
 public:
  Result<Identity> authenticate(const Credentials& credentials) override {
    if (credentials.name == "broken") return Error{Errc::unavailable, "No answer.", {}, {}, 0};
    if (credentials.secret != "outside") return Error{Errc::unauthenticated, {}, {}, {}, 0};
    const char* shown = credentials.name == "hidden" ? "\u3164" : "From outside";
    return Identity{credentials.name, shown, "subject of " + credentials.name, UserRole::user};
  }
};

}  // namespace

TEST_CASE("an account is made once, whatever the case of its name (S1-01)") {
  Stage stage;
  const SignedIn ana = sign_up(stage, "Ana");
  CHECK(ana.user.name == "Ana");
  CHECK(ana.user.display_name == "Ana");
  CHECK(ana.user.role == UserRole::user);
  CHECK_FALSE(ana.secret.empty());
  CHECK(ana.expires_in == 3600);
  CHECK(outcome(stage.call({}, register_as("ana"))) == "conflict username");
  CHECK(outcome(stage.call({}, register_as("ＡＮＡ"))) == "conflict username");
  CHECK(outcome(stage.call({}, register_as(""))) == "invalid username");
  CHECK(outcome(stage.call({}, register_as("beto", "short"))) == "invalid password");
  CHECK(outcome(stage.call({}, register_as("password"))) == "invalid password");
  CHECK(get<User>(stage.call(device(ana), verb::WhoAmI{})).id == ana.user.id);
}

TEST_CASE("two who register one name in the same turn get one account") {
  const auto executor = std::make_shared<HeldExecutor>();
  Options options;
  options.executor = executor;
  Stage stage(std::move(options));
  const auto outbox = stage.engine().open_outbox({});
  for (const std::uint64_t number : {1, 2})
    REQUIRE(stage.engine().submit({{}, register_as("ana"), {outbox, number}}));
  stage.run();
  executor->run_all();
  stage.run();
  std::vector<Delivery> came;
  outbox->take(came);
  REQUIRE(came.size() == 2);
  CHECK(outcome(*came[0].answer) == "ok");
  CHECK(outcome(*came[1].answer) == "conflict username");
}

TEST_CASE("no name looks like an id of a user") {
  Stage stage;
  const std::string fake = "u_0123456789abc";
  CHECK(outcome(stage.call({}, register_as(fake))) == "invalid username");
  CHECK(outcome(stage.call({}, register_as("U_0123456789ABC"))) == "invalid username");
  CHECK(outcome(stage.call({}, verb::SignInGuest{fake, {}})) == "invalid name");
  CHECK(outcome(stage.engine().connect({fake}) ? std::nullopt : std::optional<Error>(Error{})) != "ok");
  CHECK(outcome(stage.call({}, register_as("u_0123456789ab"))) == "ok");   // too short for one
  CHECK(outcome(stage.call({}, register_as("u_0123456789abi"))) == "ok");  // "i" is no digit of base 32
}

TEST_CASE("a password signs in, and a wrong one says no more than an unknown name (S1-02)") {
  Stage stage;
  sign_up(stage, "ana");
  CHECK(outcome(stage.call({}, verb::SignIn{"ANA", "password", {}})) == "ok");
  const auto wrong = stage.call({}, verb::SignIn{"ana", "Password", {}});
  const auto nobody = stage.call({}, verb::SignIn{"nobody", "password", {}});
  CHECK(outcome(wrong) == "unauthenticated");
  CHECK(outcome(nobody) == "unauthenticated");
  CHECK(wrong.error().message == nobody.error().message);
}

TEST_CASE("wrong passwords are asked to wait, by account and address") {
  Options options;
  options.limits.burst_passwords = 3;
  options.limits.rate_passwords = 6;
  Stage stage(std::move(options));
  sign_up(stage, "ana");
  Caller here, there;
  here.address = "10.0.0.1";
  there.address = "10.0.0.2";
  for (int i = 0; i < 3; ++i) CHECK(outcome(stage.call(here, verb::SignIn{"ana", "wrong", {}})) == "unauthenticated");
  const auto waits = stage.call(here, verb::SignIn{"ana", "password", {}});
  CHECK(outcome(waits) == "rate_limited");
  CHECK(waits.error().retry_ms == 10'000);
  CHECK(outcome(stage.call(there, verb::SignIn{"ana", "password", {}})) == "ok");
  stage.clock->pass(10'000);
  CHECK(outcome(stage.call(here, verb::SignIn{"ana", "password", {}})) == "ok");
}

TEST_CASE("an outside authority lets its users in, and takes no name of ours") {
  Options options;
  options.authentication.emplace();
  options.authentication->chain = {std::make_shared<Directory>()};
  Stage stage(std::move(options));
  sign_up(stage, "ana");
  const auto beto = get<SignedIn>(stage.call({}, verb::SignIn{"beto", "outside", {}}));
  CHECK(beto.user.display_name == "From outside");
  CHECK(get<SignedIn>(stage.call({}, verb::SignIn{"beto", "outside", {}})).user.id == beto.user.id);
  CHECK(get<SignedIn>(stage.call({}, verb::SignIn{"hidden", "outside", {}})).user.display_name == "hidden");
  CHECK(outcome(stage.call({}, verb::SignIn{"ana", "outside", {}})) == "unauthenticated");
  CHECK(outcome(stage.call({}, verb::SignIn{"broken", "outside", {}})) == "unavailable");
  CHECK(outcome(stage.call({}, verb::SignIn{"u_0123456789abc", "outside", {}})) == "invalid username");
  come_as_guest(stage, "caro");
  CHECK(outcome(stage.call({}, verb::SignIn{"caro", "outside", {}})) == "conflict username");
}

TEST_CASE("a guest's name is free again a day after the last session") {
  Stage stage;
  const SignedIn first = come_as_guest(stage, "zoe");
  CHECK(first.user.role == UserRole::guest);
  CHECK(outcome(stage.call({}, verb::SignInGuest{"zoe", {}})) == "conflict name");
  CHECK(get<SignedIn>(stage.call(device(first), verb::SignInGuest{"zoe", {}})).user.id == first.user.id);
  Person zoe(stage, first);
  stage.clock->pass(30 * hour_ms);
  CHECK(outcome(stage.call({}, verb::SignInGuest{"zoe", {}})) == "conflict name");
  zoe.close();
  stage.clock->pass(23 * hour_ms);
  CHECK(outcome(stage.call({}, verb::SignInGuest{"zoe", {}})) == "conflict name");
  stage.clock->pass(hour_ms);
  const SignedIn second = come_as_guest(stage, "zoe");
  CHECK(second.user.id != first.user.id);
  CHECK(outcome(stage.call({}, register_as("zoe"))) == "conflict username");
}

TEST_CASE("registration and guests can be off") {
  Options options;
  options.authentication.emplace();
  options.authentication->registration = false;
  options.authentication->guests = false;
  Stage stage(std::move(options));
  CHECK(outcome(stage.call({}, register_as("ana"))) == "forbidden registration_off");
  CHECK(outcome(stage.call({}, verb::SignInGuest{"ana", {}})) == "forbidden guests_off");
}

TEST_CASE("a login ends when it is signed out, revoked or too old, and its sessions with it") {
  Stage stage;
  const SignedIn here = sign_up(stage, "ana");
  const SignedIn there = get<SignedIn>(stage.call({}, verb::SignIn{"ana", "password", "phone"}));
  const SignedIn old = get<SignedIn>(stage.call({}, verb::SignIn{"ana", "password", "old"}));
  Person on_there(stage, there);
  Person on_here(stage, here);
  const auto logins = get<Logins>(stage.call(device(here), verb::ListLogins{})).logins;
  REQUIRE(logins.size() == 3);
  CHECK(logins[0].current);
  CHECK(logins[1].device == "phone");

  CHECK(outcome(stage.call(device(here), verb::RevokeLogin{there.login})) == "ok");
  CHECK(on_there.heard() == Lines{"end 4501"});
  CHECK(outcome(stage.call(device(there), verb::WhoAmI{})) == "unauthenticated");
  CHECK(outcome(on_there.call(verb::WhoAmI{})) == "closed");
  CHECK(outcome(stage.call(device(here), verb::RevokeLogin{there.login})) == "not_found");

  CHECK(outcome(on_here.call(verb::SignOut{})) == "ok");
  CHECK(on_here.heard() == Lines{"end 4501"});
  CHECK(outcome(stage.call(device(here), verb::WhoAmI{})) == "unauthenticated");

  Person on_old(stage, old);
  stage.run_after(31 * 24 * hour_ms);
  CHECK(outcome(stage.call(device(old), verb::WhoAmI{})) == "unauthenticated");
  CHECK(on_old.heard() == Lines{"end 4501"});
}

TEST_CASE("a session that was renewed ends with the new login, and not with the old one (trap 15)") {
  Stage stage;
  const SignedIn old = sign_up(stage, "ana");
  const SignedIn fresh = get<SignedIn>(stage.call({}, verb::SignIn{"ana", "password", "phone"}));
  const SignedIn other = sign_up(stage, "beto");
  Person ana(stage, old);
  CHECK(outcome(ana.call(verb::RenewSession{other.login})) == "unauthenticated");
  CHECK(outcome(ana.call(verb::RenewSession{"nobody's"})) == "unauthenticated");
  CHECK(outcome(stage.call(device(old), verb::RenewSession{fresh.login})) == "bad_request");
  CHECK(outcome(ana.call(verb::RenewSession{fresh.login})) == "ok");
  CHECK(outcome(stage.call(device(old), verb::SignOut{})) == "ok");
  CHECK(outcome(ana.call(verb::WhoAmI{})) == "ok");
  CHECK(outcome(stage.call(device(fresh), verb::SignOut{})) == "ok");
  CHECK(ana.heard() == Lines{"end 4501"});
}

TEST_CASE("a cookie that is used stays, and its digest is all that is kept of it (S0-03)") {
  Stage stage;
  const SignedIn ana = sign_up(stage, "ana");
  Caller cookie;
  cookie.login_digest = "digest of " + ana.secret;
  CHECK(get<User>(stage.call(cookie, verb::WhoAmI{})).name == "ana");
  stage.clock->pass(20 * 24 * hour_ms);
  const auto fresh = get<SignedIn>(stage.call(cookie, verb::Refresh{}));
  CHECK(fresh.secret.empty());
  stage.clock->pass(20 * 24 * hour_ms);
  CHECK(outcome(stage.call(cookie, verb::WhoAmI{})) == "ok");
  const Snapshot kept = stage.store->load().value();
  REQUIRE(kept.logins.size() == 1);
  CHECK(kept.logins[0].digest == cookie.login_digest);
}

TEST_CASE("the oldest login makes room for one too many") {
  Options options;
  options.limits.logins_per_user = 2;
  Stage stage(std::move(options));
  const SignedIn first = sign_up(stage, "ana");
  stage.clock->pass(1);
  const SignedIn second = get<SignedIn>(stage.call({}, verb::SignIn{"ana", "password", {}}));
  stage.clock->pass(1);
  // A failure on the way must not change who is the oldest.
  stage.store->plan(Fault::full);
  CHECK(outcome(stage.call({}, verb::SignIn{"ana", "password", {}})) == "unavailable");
  CHECK(outcome(stage.call({}, verb::SignIn{"ana", "password", {}})) == "ok");
  CHECK(outcome(stage.call(device(first), verb::WhoAmI{})) == "unauthenticated");
  CHECK(outcome(stage.call(device(second), verb::WhoAmI{})) == "ok");
}

TEST_CASE("people are found by the beginning of a name, and profiles change") {
  Stage stage;
  const SignedIn ana = sign_up(stage, "ana");
  sign_up(stage, "Andrés");
  Person beto(stage, "beto");
  CHECK(get<User>(stage.call(device(ana), verb::ChangeProfile{"Zoe of the north"})).display_name == "Zoe of the north");
  CHECK(outcome(stage.call(device(ana), verb::ChangeProfile{" "})) == "invalid display_name");
  const auto names = [&](const std::string& query, bool online) {
    std::string all;
    for (const User& user : get<Users>(beto.call(verb::ListUsers{query, online})).users) all += user.name + " ";
    return all;
  };
  CHECK(names("AN", false) == "ana Andrés ");
  CHECK(names("zoe", false) == "ana ");
  CHECK(names("", true) == "beto ");
  CHECK(names("zoe", true) == "");
  CHECK(get<User>(stage.call(device(ana), verb::ChangeProfile{"Beto's friend"})).display_name ==
        "Beto's friend");
  CHECK(names("zoe", false) == "");
  CHECK(names("BETO", false) == "ana beto ");
  CHECK(names("beto", true) == "beto ");
  {
    Person device_of_ana(stage, ana), another(stage, ana);
    CHECK(names("beto", true) == "ana beto ");
    another.close();
    CHECK(names("", true) == "ana beto ");
    device_of_ana.close();
  }
  CHECK(names("beto", true) == "beto ");
  CHECK(get<User>(beto.call(verb::GetUser{"ANA"})).id == ana.user.id);
  CHECK(get<User>(beto.call(verb::GetUser{ana.user.id})).name == "ana");
  CHECK(outcome(beto.call(verb::GetUser{"nobody"})) == "not_found");
}

TEST_CASE("of many people the first are listed, in the order of their names") {
  Options options;
  options.limits.users_listed = 2;
  Stage stage(std::move(options));
  const auto names = [&](const std::string& query) {
    std::string all;
    Caller caller;
    caller.host_user = "zoe";
    for (const User& user : get<Users>(stage.call(caller, verb::ListUsers{query, false})).users)
      all += user.name + " ";
    return all;
  };
  for (const char* name : {"Dora", "carla", "Beto"}) sign_up(stage, name);
  CHECK(names("") == "Beto carla ");
  for (const char* name : {"ana", "Abel"})
    get<User>(stage.call(device(sign_up(stage, name)), verb::ChangeProfile{"Doctor " + std::string(name)}));
  CHECK(names("d") == "Abel ana ");
  CHECK(names("do") == "Abel ana ");
  CHECK(names("dor") == "Dora ");
}

TEST_CASE("a display name can be seen, however it came") {
  Stage stage;
  const SignedIn ana = sign_up(stage, "ana");
  for (const char* name : {"", " ", "\u200B", "\u3164", "\u2800", "a\u202Eb", "a\u200Bb", "a\nb"}) {
    CHECK(outcome(stage.call(device(ana), verb::ChangeProfile{name})) == "invalid display_name");
    if (*name)
      CHECK(outcome(stage.call({}, verb::Register{"beto", "password", name, {}})) == "invalid display_name");
  }
  for (const char* name : {"👩\u200D💻 Ana", "Ana ❤\uFE0F", "می\u200Cخواهم"})
    CHECK(get<User>(stage.call(device(ana), verb::ChangeProfile{name})).display_name == name);
}

TEST_CASE("the log says whose session begins and ends, without a secret (S3-06)") {
  Stage stage;
  const SignedIn ana = sign_up(stage, "ana");
  {
    Person first(stage, ana), second(stage, ana), bot(stage, "bot");
    bot.close();
    REQUIRE(stage.call(device(ana), verb::SignOut{}).ok());
    const std::string who = " ana " + ana.user.id + " " + ana.login;
    const std::string host = " bot " + bot.user().id + " host";
    CHECK(stage.came_and_went == Lines{"session_opened" + who, "session_opened" + who,
                                       "session_opened" + host, "session_closed" + host,
                                       "session_closed" + who + " 4501", "session_closed" + who + " 4501"});
  }
}

TEST_CASE("who nobody vouches for is nobody") {
  Stage stage;
  CHECK(outcome(stage.call({}, verb::WhoAmI{})) == "unauthenticated");
  CHECK(outcome(stage.call({}, verb::OpenSession{})) == "unauthenticated");
  Caller unknown;
  unknown.session = 77;
  CHECK(outcome(stage.call(unknown, verb::WhoAmI{})) == "closed");
  unknown = {};
  unknown.login = "l_unknown";
  CHECK(outcome(stage.call(unknown, verb::ListRooms{})) == "unauthenticated");
  Caller vouched;
  vouched.host_user = "ana";
  CHECK(outcome(stage.call(vouched, verb::SignOut{})) == "forbidden host_user");
}
