#include "server/asks.hpp"
#include "server/refusal.hpp"

#include <utility>

namespace workchat::server {

void Asks::ask(Caller caller, Verb verb, AnswerHandler handler) {
  const std::uint64_t ticket = ++last_ticket_;
  const bool timed = timed_ == 0 && caller.session != 0;  // a sign-in hashes a password: that says nothing
  const auto place = waiting_.emplace(ticket, std::move(handler)).first;
  if (engine_.submit({std::move(caller), std::move(verb), {outbox_, ticket}})) {
    if (timed) timed_ = ticket, timed_from_ = now_;
    return;
  }
  refused_.push_back(std::move(place->second));
  waiting_.erase(place);
}

void Asks::answer(std::uint64_t ticket, const Result<Answer>& answer) {
  const auto place = waiting_.find(ticket);
  if (place == waiting_.end()) return;
  if (ticket == timed_) {
    delay_ = now_ - timed_from_;
    timed_ = 0;
  }
  const AnswerHandler handler = std::move(place->second);
  waiting_.erase(place);
  handler(answer);
}

bool Asks::answer_refused() {
  const std::vector<AnswerHandler> refused = std::exchange(refused_, {});
  const Result<Answer> answer(refusal(Errc::overloaded, "too much is waiting; try again"));
  for (const AnswerHandler& handler : refused) handler(answer);
  return !refused.empty();
}

void Asks::clear() {
  // What a handler holds may ask again as it goes.
  const auto waiting = std::exchange(waiting_, {});
  const auto refused = std::exchange(refused_, {});
}

void Asker::ask(Caller caller, Verb verb, AnswerHandler handler) {
  asks_->ask(std::move(caller), std::move(verb),
             [life = life(), handler = std::move(handler)](const Result<Answer>& answer) {
               if (!life.expired()) handler(answer);
             });
}

}  // namespace workchat::server
