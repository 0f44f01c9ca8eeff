#include "core/loop.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "core/decide.hpp"

namespace workchat::core {

namespace {

constexpr TimeMs sweep_ms = 600000;
constexpr TimeMs seen_ms = 3600000;
constexpr std::size_t swept_at_once = 1024;
constexpr std::size_t held_most = 1024;
// When thousands come back at once, whoever talks on waits for so many of them.
constexpr std::size_t arrivals_in_a_turn = 64;

template <typename... Verbs>
bool is_one_of(const Verb& verb) {
  return (std::holds_alternative<Verbs>(verb) || ...);
}

/// Those that nobody has to be somebody for.
bool signs_in(const Verb& verb) { return is_one_of<verb::Register, verb::SignIn, verb::SignInGuest>(verb); }

/// What a client does as it comes.
bool arrives(const Verb& verb) { return is_one_of<verb::OpenSession, verb::Join, verb::ReadEntries>(verb); }

/// Those that look something up, or are told and forgotten. What the store is read for goes to the executor.
bool stores_nothing(const Verb& verb) {
  return is_one_of<verb::OpenSession, verb::CloseSession, verb::Unlisten, verb::Typing, verb::WhoAmI, verb::GetRoom,
                   verb::History, verb::ReadEntries>(verb);
}

bool is_message(const Verb& verb) { return is_one_of<verb::Post, verb::PostDirect>(verb); }

/// Messages have a rate of their own, and a session must always be able to end.
bool outside_rate(const Verb& verb) {
  return is_one_of<verb::Post, verb::PostDirect, verb::Edit, verb::Delete, verb::React, verb::Pin,
                   verb::OpenSession, verb::CloseSession>(verb);
}

Error unauthenticated(const char* message) { return {Errc::unauthenticated, message, {}, {}, 0}; }

/// What the asker is told of a commit that failed: the store's own words are for the log.
Error store_error(const Error& error) {
  if (error.code == Errc::overloaded) return {Errc::unavailable, "The store is full; nothing was stored.", {}, {}, 0};
  if (error.code == Errc::unavailable)
    return {Errc::unavailable, "The store cannot be written; retry with the same client_id.", {}, {}, 0};
  return {Errc::internal, "The store refused this; nothing was stored.", {}, {}, 0};
}

}  // namespace

Loop::Loop(Parts parts)
    : parts_(std::move(parts)),
      state_(std::make_unique<State>()),
      outbound_(*state_, *parts_.limits, parts_.log) {}

Status Loop::start() {
  auto snapshot = parts_.store->load();
  if (!snapshot) return std::move(snapshot).error();
  state_->load(std::move(*snapshot));
  turn_ = std::make_unique<Turn>(*state_, outbound_, brakes_, parts_);
  turn_->begin(parts_.clock->now_ms(), parts_.clock->monotonic_ms());
  sweep_at_ = turn_->monotonic;
  if (state_->epoch.empty()) {
    state_->set_epoch(turn_->new_id("s"));
    turn_->changes.put_epoch(state_->epoch);
  }
  make_general(*turn_);
  return turn_->finish();
}

TimeMs Loop::turn(std::vector<Work> works) {
  turn_->begin(parts_.clock->now_ms(), parts_.clock->monotonic_ms());
  if (!writable_ && turn_->monotonic >= recover_at_) try_to_recover();
  std::vector<Work*> decided;
  decide_postponed(decided);
  for (Work& work : works) decide(work, decided);
  finish(decided);
  if (turn_->monotonic >= sweep_at_) sweep();
  freed_.clear();
  const TimeMs presence = outbound_.tick(turn_->monotonic);
  outbound_.flush();
  TimeMs next = sweep_at_;
  if (presence >= 0) next = std::min(next, presence);
  if (!writable_) next = std::min(next, recover_at_);
  return next;
}

bool Loop::would_wait_for_no_disk(const std::vector<Request>& requests) const {
  if (!writable_ || !postponed_.empty() || requests.size() > arrivals_in_a_turn) return false;
  // What is due soon is the loop's own: the turn reads the clock anew.
  constexpr TimeMs margin_ms = 1000;
  if (parts_.clock->monotonic_ms() + margin_ms >= sweep_at_) return false;
  // Of several messages the loop's thread decides what came first while the rest is read.
  if (requests.size() == 1 && !parts_.store->commit_waits() && is_message(requests.front().verb)) return true;
  return std::all_of(requests.begin(), requests.end(), [this](const Request& each) {
    if (const auto* join = std::get_if<verb::Join>(&each.verb)) return joins_again(each.caller, join->room);
    return each.caller.host_user.empty() && stores_nothing(each.verb);
  });
}

/// Who is a member already only listens, as everybody does to the logs that nobody joins.
bool Loop::joins_again(const Caller& caller, const std::string& name) const {
  const SessionState* session = state_->session(caller.session);
  if (!session) return false;
  if (name == "@me" || name == "@server") return true;
  const std::shared_ptr<RoomState> room = state_->room(base::unpinned(name));
  const Member* member = room ? room->find(session->user) : nullptr;
  return member && member->role >= Role::member;
}

void Loop::decide(Work& work, std::vector<Work*>& decided) {
  if (hold(work) || postpone(work)) return;
  const SessionKey key = work.request.caller.session;
  SessionState* session = state_->session(key);
  if (session && work.releases) session->waiting = false;
  decide_next(work, decided);
  // What was held back for it comes next, before anything that was sent later. Looked up each time: what is
  // decided alone is told at once, and may end the session.
  while ((session = state_->session(key)) && !session->waiting && session->held) {
    Work next;
    next.request = std::move(session->held->front());
    session->held->pop_front();
    if (session->held->empty()) session->held = nullptr;
    freed_.push_back(std::move(next));
    decide_next(freed_.back(), decided);
  }
}

void Loop::decide_next(Work& work, std::vector<Work*>& decided) {
  // A room ends in a turn of its own: what was decided before is for the old room, what comes after for a new
  // one of the same id.
  const bool by_itself = !work.then && ends_room(*state_, work.request.verb);
  if (by_itself) finish(decided);
  decide_one(work);
  decided.push_back(&work);
  if (by_itself) finish(decided);
}

/// A session's requests take effect in the order sent: behind one that is on the executor, they wait too.
bool Loop::hold(Work& work) {
  SessionState* session = state_->session(work.request.caller.session);
  if (!session || work.then || work.releases || (!session->waiting && !session->held)) return false;
  // However much waits, a session must be able to end.
  if (!session->held) session->held = std::make_unique<std::deque<Request>>();
  if (session->held->size() < held_most || is_one_of<verb::CloseSession>(work.request.verb))
    session->held->push_back(std::move(work.request));
  else
    outbound_.answer(work.request.ticket, Error{Errc::overloaded, "Too many requests wait.", {}, {}, 0});
  return true;
}

/// Leaves one who comes to a later turn, where many came in this one. What the session asks after it waits as well.
bool Loop::postpone(Work& work) {
  if (work.then || work.releases || work.own || !arrives(work.request.verb)) return false;
  if (postponed_.empty() && arrivals_ < arrivals_in_a_turn) {
    ++arrivals_;
    return false;
  }
  if (SessionState* session = state_->session(work.request.caller.session)) session->waiting = true;
  work.releases = true;
  postponed_.push_back(std::move(work));
  return true;
}

void Loop::decide_postponed(std::vector<Work*>& decided) {
  for (arrivals_ = 0; arrivals_ < arrivals_in_a_turn && !postponed_.empty(); ++arrivals_) {
    freed_.push_back(std::move(postponed_.front()));
    postponed_.pop_front();
    decide(freed_.back(), decided);
  }
}

void Loop::decide_one(Work& work) {
  Asked asked;
  asked.request = std::move(work.request);
  const std::size_t changes = turn_->changes.size();
  auto stranger = look_up(asked);
  if (stranger && !work.own && !signs_in(asked.request.verb)) {
    turn_->refuse(asked, *stranger);
  } else if (work.then) {
    work.then(*turn_, asked);
  } else if (auto wait = too_fast(asked)) {
    turn_->refuse(asked, *wait);
  } else {
    std::visit([&](const auto& verb) { core::decide(*turn_, asked, verb); }, asked.request.verb);
  }
  work.gone = asked.deferred;
  work.writes = turn_->changes.size() != changes;
  if (!work.gone) work.request = std::move(asked.request);
}

std::optional<Error> Loop::look_up(Asked& asked) {
  const Caller& caller = asked.request.caller;
  if (caller.session != 0) {
    asked.session = state_->session(caller.session);
    if (!asked.session) return Error{Errc::closed, "The session is over.", {}, {}, 0};
    asked.user = asked.session->user;
    asked.login = state_->login(asked.session->login);
    return std::nullopt;
  }
  if (!caller.host_user.empty()) {
    auto user = host_user(*turn_, caller.host_user);
    if (!user) return std::move(user).error();
    asked.user = *user;
    return std::nullopt;
  }
  if (caller.login.empty() && caller.login_digest.empty()) return unauthenticated("Sign in first.");
  LoginState* login =
      caller.login.empty() ? state_->login_by_digest(caller.login_digest) : state_->login(caller.login);
  if (!login || login->record.expires_at <= turn_->now || login->user->record.disabled)
    return unauthenticated("This sign-in is over.");
  asked.login = login;
  asked.user = login->user;
  return std::nullopt;
}

std::optional<Error> Loop::too_fast(Asked& asked) {
  const bool counted = parts_.limits->rate != 0 && !turn_->again && asked.user && !vouched(asked);
  if (!counted || outside_rate(asked.request.verb)) return std::nullopt;
  const Rate rate{parts_.limits->rate_commands, parts_.limits->burst_commands};
  if (const TimeMs wait = asked.user->commands.try_take(rate, turn_->monotonic))
    return Error{Errc::rate_limited, "Too many requests.", {}, {}, wait};
  return std::nullopt;
}

void Loop::finish(std::vector<Work*>& decided) {
  Status status = Done{};
  if (suspended_ && turn_->has_changes()) {
    turn_->abandon();
    status = Error{Errc::unavailable, "suspended", {}, {}, 0};
  } else {
    const bool writes = turn_->has_changes();
    status = turn_->finish();
    if (!status) {
      note_failure(status.error());
    } else if (writes) {
      note_success();
    }
  }
  if (!status) finish_each(decided, status.error());
  decided.clear();
}

void Loop::finish_each(const std::vector<Work*>& decided, Error error) {
  // A store that is full or gone is not asked again for each; one that refused is, to find whom it refuses.
  bool hopeless = error.code == Errc::overloaded || error.code == Errc::unavailable;
  turn_->again = true;
  for (Work* work : decided) {
    if (work->gone) continue;
    if (hopeless && work->writes) {
      // Not decided again: without what the others did it might be refused, and yet be stored.
      outbound_.answer(work->request.ticket, store_error(error));
      continue;
    }
    decide_one(*work);
    Status status = Done{};
    if (hopeless && turn_->has_changes()) {
      turn_->abandon();
      status = error;
    } else {
      status = turn_->finish();
    }
    if (status) continue;
    if (!hopeless) note_failure(status.error());
    error = status.error();
    hopeless = hopeless || error.code == Errc::overloaded || error.code == Errc::unavailable;
    if (!work->gone) outbound_.answer(work->request.ticket, store_error(error));
  }
  turn_->again = false;
}

void Loop::sweep() {
  sweep_at_ = turn_->monotonic + sweep_ms;
  end_logins();
  note_guests();  // also of those that end here, where it is an hour since the last time
  end_unread();
  std::vector<Work*> nobody_asked;
  finish(nobody_asked);
}

void Loop::end_logins() {
  std::vector<LoginId> over;
  for (const auto& [id, login] : state_->logins()) {
    if (login->record.expires_at <= turn_->now) over.push_back(id);
    if (over.size() == swept_at_once) break;
  }
  for (const LoginId& id : over) {
    for (SessionState* session : state_->login(id)->user->sessions)
      if (session->login == id) turn_->after([this, id, key = session->key] {
        SessionState* still = state_->session(key);
        if (still && still->login == id) outbound_.end(*still, CloseReason::token, turn_->monotonic);
      });
    turn_->changes.remove_login(id);
  }
}

/// A session whose reader has gone while the answer that names the session was on its way: nobody else can end it.
void Loop::end_unread() {
  std::vector<SessionKey> unread;
  for (const auto& [key, session] : state_->sessions())
    if (session.outbox->closed()) unread.push_back(key);
  std::sort(unread.begin(), unread.end());
  for (const SessionKey key : unread) outbound_.end(*state_->session(key), CloseReason::none, turn_->monotonic);
}

/// A guest's name is kept by when it was last seen. Written now and then while it is here, since not every
/// session ends in order.
void Loop::note_guests() {
  std::vector<UserState*> here;
  for (const auto& [key, session] : state_->sessions()) {
    const UserRecord& record = session.user->record;
    if (record.role == UserRole::guest && turn_->now - record.seen_at >= seen_ms) here.push_back(session.user);
  }
  for (UserState* user : here) {
    UserRecord record = user->record;
    record.seen_at = turn_->now;
    turn_->changes.put_user(std::move(record));
  }
}

void Loop::end_all() {
  std::vector<SessionKey> keys;
  for (const auto& [key, session] : state_->sessions()) keys.push_back(key);
  std::sort(keys.begin(), keys.end());
  for (const SessionKey key : keys)
    outbound_.end(*state_->session(key), CloseReason::restart, parts_.clock->monotonic_ms());
  outbound_.flush();
}

}  // namespace workchat::core
