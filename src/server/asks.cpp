#include "server/asks.hpp"
#include "server/refusal.hpp"

#include <utility>

namespace workchat::server {
namespace {

/// What a client asks as it comes, but for what hashes a password: that takes its time on an idle machine as
/// well.
bool arrives(const Verb& verb) {
  if (const auto* join = std::get_if<verb::Join>(&verb)) return join->password.empty();
  return std::holds_alternative<verb::OpenSession>(verb) || std::holds_alternative<verb::ReadEntries>(verb);
}

}  // namespace

void Asks::ask(Caller caller, Verb verb, AnswerHandler handler) {
  const std::uint64_t ticket = ++last_ticket_;
  const bool counts = arrives(verb);
  waiting_.emplace(ticket, Waiting{std::move(handler), counts});
  unsent_.push_back({std::move(caller), std::move(verb), {outbox_, ticket}});
  if (!counts) return;
  ++arriving_;
  last_arrival_ = ticket;
}

void Asks::submit() {
  engine_.submit(unsent_, *outbox_);
  for (const Request& request : unsent_) {  // what the engine did not take
    const auto place = waiting_.find(request.ticket.number);
    if (place == waiting_.end()) continue;
    if (place->second.arrives) --arriving_;
    if (place->first == timed_) timed_ = 0;
    refused_.push_back(std::move(place->second.handler));
    waiting_.erase(place);
  }
  unsent_.clear();
}

void Asks::answer(std::uint64_t ticket, const Result<Answer>& answer) {
  const auto place = waiting_.find(ticket);
  if (place == waiting_.end()) return;
  const Waiting waiting = std::move(place->second);
  waiting_.erase(place);
  if (waiting.arrives) --arriving_;
  if (ticket == timed_) {
    delay_ = now_ - timed_from_;
    timed_ = 0;
  }
  waiting.handler(answer);
}

void Asks::end_round() {
  if (arriving_ == 0) delay_ = 0;
  if (timed_ != 0 || waiting_.count(last_arrival_) == 0) return;
  timed_ = last_arrival_;
  timed_from_ = now_;
}

bool Asks::answer_refused() {
  const std::vector<AnswerHandler> refused = std::exchange(refused_, {});
  const Result<Answer> answer(refusal(Errc::overloaded, "too much is waiting; try again"));
  for (const AnswerHandler& handler : refused) handler(answer);
  return !refused.empty();
}

void Asks::clear() {
  {
    // What a handler holds may ask again as it goes.
    const auto waiting = std::exchange(waiting_, {});
    const auto refused = std::exchange(refused_, {});
  }
  arriving_ = 0;
  // Nobody could close a session that is opened now.
  const auto opens = [](const Request& each) { return std::holds_alternative<verb::OpenSession>(each.verb); };
  unsent_.erase(std::remove_if(unsent_.begin(), unsent_.end(), opens), unsent_.end());
}

void Asker::ask(Caller caller, Verb verb, AnswerHandler handler) {
  asks_->ask(std::move(caller), std::move(verb),
             [life = life(), handler = std::move(handler)](const Result<Answer>& answer) {
               if (!life.expired()) handler(answer);
             });
}

}  // namespace workchat::server
