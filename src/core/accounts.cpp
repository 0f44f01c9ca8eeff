#include <algorithm>
#include <utility>

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "core/decide.hpp"
#include "core/text_rules.hpp"
#include "core/views.hpp"

namespace workchat::core {

namespace {

constexpr TimeMs second_ms = 1000;
constexpr std::size_t secret_bytes = 32;  // 256 bits
constexpr std::size_t device_bytes = 200;

/// Sign-ins of every kind, by address. In process there is none, and no bound.
std::optional<Error> too_many_sign_ins(Turn& turn, const Asked& asked) {
  const std::string& address = asked.request.caller.address;
  if (!turn.limits.rate || turn.again || address.empty()) return std::nullopt;
  const Rate rate{turn.limits.rate_sign_ins, turn.limits.burst_sign_ins};
  if (const TimeMs wait = turn.brakes.sign_ins.try_take(address, rate, turn.monotonic)) return rate_limited(wait);
  return std::nullopt;
}

std::string first_bytes(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  // Not in the middle of a code point.
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  text.resize(most);
  return text;
}

/// Users are named by id or by name, so that no name may look like an id ("u_" and 13 characters of base 32).
bool looks_like_id(const std::string& key) {
  constexpr std::string_view base32_digits = "0123456789abcdefghjkmnpqrstvwxyz";
  return key.size() == 15 && key.compare(0, 2, "u_") == 0 && key.find_first_not_of(base32_digits, 2) == key.npos;
}

/// The key of a name that somebody wants to have.
Result<std::string> key_of_new(const Turn& turn, const std::string& name) {
  auto key = base::name_key(name, turn.limits.name);
  if (key && looks_like_id(*key)) return invalid("username", "A name does not look like an id.");
  return key;
}

UserRecord new_user(Turn& turn, std::string name, std::string key, std::string display_name, UserRole role) {
  UserRecord record;
  do record.id = turn.new_id("u_");
  while (turn.state.users().count(record.id) != 0);
  record.display_name = display_name.empty() ? name : std::move(display_name);
  record.name = std::move(name);
  record.name_key = std::move(key);
  record.role = role;
  record.created_at = turn.now;
  record.seen_at = turn.now;
  return record;
}

/// A token for the login, as long as both live.
void sign_token(Turn& turn, const LoginState& login, SignedIn& signed_in) {
  const TimeMs expires = std::min(turn.now + turn.limits.token_ttl * second_ms, login.record.expires_at);
  const TokenClaims claims{login.user->record.id, login.record.id, login.user->record.name, turn.now, expires};
  signed_in.user = view_of(*login.user);
  signed_in.login = login.record.id;
  signed_in.access_token = turn.parts.authentication->tokens->sign(claims);
  signed_in.expires_in = (expires - turn.now) / second_ms;
}

void end_login(Turn& turn, const LoginState& login) {
  turn.changes.remove_login(login.record.id);
}

/// Closes the sockets of a login that is over; after the commit.
void end_sessions_of(Turn& turn, UserState& user, LoginId login) {
  turn.after([&turn, &user, login = std::move(login)] {
    for (SessionState* session : user.sessions.all())
      if (session->login == login) turn.outbound.end(*session, CloseReason::token, turn.monotonic);
  });
}

/// A new device of this user: login, cookie secret and token.
void sign_in(Turn& turn, Asked& asked, UserState& user, std::string device) {
  if (user.record.disabled) {
    turn.refuse(asked, {Errc::forbidden, "This account is disabled.", "disabled", {}, 0});
    return;
  }
  if (static_cast<std::int64_t>(user.logins.size()) >= turn.limits.logins_per_user) {
    end_sessions_of(turn, user, user.logins.front()->record.id);
    end_login(turn, *user.logins.front());
  }
  SignedIn signed_in;
  signed_in.secret = base::base64url(turn.random_bytes(secret_bytes));
  signed_in.secret_expires_in = turn.limits.login_ttl;
  LoginRecord record;
  record.id = turn.new_id("l_");
  record.user = user.record.id;
  record.digest = turn.parts.authentication->tokens->digest(signed_in.secret);
  record.device = first_bytes(std::move(device), device_bytes);
  record.created_at = turn.now;
  record.expires_at = turn.now + turn.limits.login_ttl * second_ms;
  sign_token(turn, turn.changes.put_login(std::move(record), user), signed_in);
  turn.answer(asked, Answer{std::move(signed_in)});
}

std::optional<Error> check_password(const Limits& limits, const std::string& password, const std::string& name) {
  if (!base::valid_utf8(password)) return invalid("password", "This is not UTF-8.");
  const std::int64_t length = base::count_code_points(password);
  if (length < limits.password_min)
    return invalid("password", "At least " + std::to_string(limits.password_min) + " characters.");
  if (length > limits.password_max)
    return invalid("password", "At most " + std::to_string(limits.password_max) + " characters.");
  if (base::blank(password) || password == name) return invalid("password", "It is too easy to guess.");
  return std::nullopt;
}

/// Frees a guest's name whose time has run out. False: somebody has it.
bool name_is_free(Turn& turn, const std::string& key) {
  UserState* holder = turn.state.user_by_key(key);
  if (!holder) return true;
  const bool over = holder->record.role == UserRole::guest && holder->sessions.empty() &&
                    holder->record.seen_at + turn.limits.guest_name_ttl * second_ms <= turn.now;
  if (!over) return false;
  // Whoever had it is signed out with it: nobody speaks under a name that is somebody else's now.
  for (const LoginState* login : holder->logins.all()) end_login(turn, *login);
  UserRecord released = holder->record;
  released.name_key.clear();
  turn.changes.put_user(std::move(released));
  return true;
}

Error taken() { return {Errc::conflict, "This name is taken.", {}, "username", 0}; }
Error unknown_pair() { return {Errc::unauthenticated, "Name or password is wrong.", {}, {}, 0}; }

/// What a sign-in found out on the executor.
struct Checked {
  bool ours = false;         ///< the account's own password was right
  std::string new_hash;      ///< not empty: made anew at today's cost
  std::optional<Identity> outside;
  std::optional<Error> error;
};

Checked check(const Authentication& authentication, const Credentials& credentials, const std::string& hash) {
  Checked checked;
  PasswordHasher& passwords = *authentication.passwords;
  if (!hash.empty()) {
    checked.ours = passwords.verify(hash, credentials.secret);
    if (checked.ours && passwords.needs_rehash(hash)) {
      if (auto fresh = passwords.hash(credentials.secret)) checked.new_hash = std::move(*fresh);
    }
    return checked;
  }
  for (const auto& authenticator : authentication.chain) {
    auto identity = authenticator->authenticate(credentials);
    if (identity) {
      checked.outside = std::move(*identity);
      return checked;
    }
    if (identity.error().code == Errc::unauthenticated) continue;
    checked.error = identity.error();
    return checked;
  }
  // Nobody: as slow as somebody, so that the time does not tell which names there are.
  (void)passwords.hash(credentials.secret).ok();
  return checked;
}

Result<UserState*> outside_user(Turn& turn, const Identity& identity) {
  if (!identity.subject.empty())
    if (UserState* known = turn.state.user_by_subject(identity.subject)) return known;
  auto key = key_of_new(turn, identity.name);
  if (!key) return std::move(key).error();
  if (UserState* known = turn.state.user_by_key(*key)) {
    // A name of ours, or of somebody else outside, is not taken over.
    if (known->record.subject != identity.subject || !known->record.password_hash.empty()) return taken();
    return known;
  }
  // Nobody is there to be told what is wrong with a name that somebody else gave them.
  const bool shown = !check_title("display_name", identity.display_name, turn.limits.display_name);
  UserRecord record =
      new_user(turn, identity.name, *key, shown ? identity.display_name : std::string(), identity.role);
  record.subject = identity.subject;
  return &turn.changes.put_user(std::move(record));
}

}  // namespace

void decide(Turn& turn, Asked& asked, const verb::Register& verb) {
  if (!turn.parts.authentication->registration)
    return turn.refuse(asked, {Errc::forbidden, "Registration is off.", "registration_off", {}, 0});
  const auto key = key_of_new(turn, verb.name);
  if (!key) return turn.refuse(asked, key.error());
  if (auto wrong = check_password(turn.limits, verb.password, verb.name)) return turn.refuse(asked, *wrong);
  if (!verb.display_name.empty())
    if (auto wrong = check_title("display_name", verb.display_name, turn.limits.display_name))
      return turn.refuse(asked, *wrong);
  if (auto wait = too_many_sign_ins(turn, asked)) return turn.refuse(asked, *wait);
  if (!name_is_free(turn, *key)) return turn.refuse(asked, taken());
  auto passwords = turn.parts.authentication->passwords;
  turn.defer_hash(asked, [passwords, verb, key = *key]() -> Continuation {
    auto hash = passwords->hash(verb.password);
    return [hash, verb, key](Turn& later, Asked& again) {
      if (!hash) return later.refuse(again, hash.error());
      if (!name_is_free(later, key)) return later.refuse(again, taken());
      UserRecord record = new_user(later, verb.name, key, verb.display_name, UserRole::user);
      record.password_hash = *hash;
      sign_in(later, again, later.changes.put_user(std::move(record)), verb.device);
    };
  });
}

void decide(Turn& turn, Asked& asked, const verb::SignIn& verb) {
  if (auto wait = too_many_sign_ins(turn, asked)) return turn.refuse(asked, *wait);
  const Credentials credentials{verb.name, verb.password, asked.request.caller.address};
  const auto key = base::name_key(verb.name, turn.limits.name);
  const UserState* account = key ? turn.state.user_by_key(*key) : nullptr;
  const std::string hash = account ? account->record.password_hash : std::string();
  const std::string bucket = (key ? *key : std::string()) + " " + credentials.address;
  if (auto wait = too_many_guesses(turn, bucket)) return turn.refuse(asked, *wait);
  if (verb.password.size() > static_cast<std::size_t>(turn.limits.password_max) * 4)
    return turn.refuse(asked, unknown_pair());
  const UserId id = account ? account->record.id : UserId();
  const Authentication* authentication = turn.parts.authentication;
  turn.defer_hash(asked, [authentication, credentials, hash, id, bucket, device = verb.device]() -> Continuation {
    const Checked checked = check(*authentication, credentials, hash);
    return [checked, id, bucket, device](Turn& later, Asked& again) {
      if (checked.error) return later.refuse(again, *checked.error);
      if (checked.outside) {
        auto user = outside_user(later, *checked.outside);
        if (!user) return later.refuse(again, user.error());
        later.brakes.passwords.give_back(bucket);
        return sign_in(later, again, **user, device);
      }
      const auto found = later.state.users().find(id);
      if (!checked.ours || found == later.state.users().end()) return later.refuse(again, unknown_pair());
      later.brakes.passwords.give_back(bucket);
      if (!checked.new_hash.empty()) {
        UserRecord record = found->second->record;
        record.password_hash = checked.new_hash;
        later.changes.put_user(std::move(record));
      }
      sign_in(later, again, *found->second, device);
    };
  });
}

void decide(Turn& turn, Asked& asked, const verb::SignInGuest& verb) {
  if (!turn.parts.authentication->guests)
    return turn.refuse(asked, {Errc::forbidden, "Guests are off.", "guests_off", {}, 0});
  auto key = key_of_new(turn, verb.name);
  if (!key) {
    Error wrong = key.error();
    wrong.field = "name";
    return turn.refuse(asked, std::move(wrong));
  }
  if (auto wait = too_many_sign_ins(turn, asked)) return turn.refuse(asked, *wait);
  const bool same = asked.user && asked.user->record.role == UserRole::guest && asked.user->record.name_key == *key;
  if (same) return sign_in(turn, asked, *asked.user, verb.device);
  if (!name_is_free(turn, *key)) {
    Error conflict = taken();
    conflict.field = "name";
    return turn.refuse(asked, std::move(conflict));
  }
  UserState& guest = turn.changes.put_user(new_user(turn, verb.name, *key, {}, UserRole::guest));
  sign_in(turn, asked, guest, verb.device);
}

void decide(Turn& turn, Asked& asked, const verb::Refresh&) {
  if (!asked.login) return turn.refuse(asked, {Errc::forbidden, "The host vouches for you.", "host_user", {}, 0});
  // Used within its time, a device stays signed in; written once a day at most.
  LoginRecord record = asked.login->record;
  const TimeMs until = turn.now + turn.limits.login_ttl * second_ms;
  constexpr TimeMs day_ms = 24 * 3600 * second_ms;
  if (until - record.expires_at > day_ms) {
    record.expires_at = until;
    turn.changes.put_login(std::move(record), *asked.user);
  }
  SignedIn signed_in;
  sign_token(turn, *asked.login, signed_in);
  turn.answer(asked, Answer{std::move(signed_in)});
}

void decide(Turn& turn, Asked& asked, const verb::SignOut&) {
  if (!asked.login) return turn.refuse(asked, {Errc::forbidden, "The host vouches for you.", "host_user", {}, 0});
  turn.answer(asked, Answer{Done{}});
  end_sessions_of(turn, *asked.user, asked.login->record.id);
  end_login(turn, *asked.login);
}

void decide(Turn& turn, Asked& asked, const verb::ListLogins&) {
  Logins logins;
  for (const LoginState* login : asked.user->logins)
    if (login->record.expires_at > turn.now) logins.logins.push_back(view_of(*login, asked.login));
  turn.answer(asked, Answer{std::move(logins)});
}

void decide(Turn& turn, Asked& asked, const verb::RevokeLogin& verb) {
  const LoginState* login = turn.state.login(verb.login);
  if (!login || login->user != asked.user)
    return turn.refuse(asked, {Errc::not_found, "You have no such session.", {}, {}, 0});
  turn.answer(asked, Answer{Done{}});
  end_sessions_of(turn, *asked.user, login->record.id);
  end_login(turn, *login);
}

std::optional<Error> too_many_guesses(Turn& turn, const std::string& bucket) {
  if (!turn.limits.rate || turn.again) return std::nullopt;
  const Rate rate{turn.limits.rate_passwords, turn.limits.burst_passwords};
  if (const TimeMs wait = turn.brakes.passwords.try_take(bucket, rate, turn.monotonic)) return rate_limited(wait);
  return std::nullopt;
}

Result<UserState*> host_user(Turn& turn, const std::string& name) {
  auto key = key_of_new(turn, name);
  if (!key) return std::move(key).error();
  if (UserState* known = turn.state.user_by_key(*key)) return known;
  return &turn.changes.put_user(new_user(turn, name, *key, {}, UserRole::user));
}

}  // namespace workchat::core
