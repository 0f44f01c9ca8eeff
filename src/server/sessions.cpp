#include "server/sessions.hpp"

#include <utility>

namespace workchat::server {

void Sessions::open(Caller caller, bool follow_all, std::weak_ptr<void> life, Opened opened) {
  ++opening_;
  asks_.ask(std::move(caller), verb::OpenSession{follow_all},
            [this, life = std::move(life), opened = std::move(opened)](const Result<Answer>& answer) {
              if (!life.expired()) {
                opened(answer);
              } else if (answer) {
                close(std::get<SessionOpened>(answer->value).session);
              }
              --opening_;
            });
}

void Sessions::listen(SessionKey session, Listener& listener) {
  listeners_[session] = &listener;
  const auto early = early_.find(session);
  if (early == early_.end()) return;
  const std::vector<Delivery> deliveries = std::move(early->second);
  early_.erase(early);
  for (const Delivery& delivery : deliveries) hand(listener, delivery);
}

void Sessions::close(SessionKey session) {
  listeners_.erase(session);
  early_.erase(session);
  closing_.insert(session);
  Caller caller;
  caller.session = session;
  asks_.ask(std::move(caller), verb::CloseSession{},
            [this, session](const Result<Answer>&) { closing_.erase(session); });
}

void Sessions::deliver(const Delivery& delivery) {
  const auto place = listeners_.find(delivery.session);
  if (place != listeners_.end()) return hand(*place->second, delivery);
  if (closing_.count(delivery.session) > 0) return;
  // Of a session whose answer has not come yet; or of one that was closed here, which then only ends.
  const bool begins = delivery.kind == Delivery::Kind::attach || delivery.kind == Delivery::Kind::direct;
  if (opening_ > 0 && (begins || early_.count(delivery.session) > 0))
    early_[delivery.session].push_back(delivery);
}

void Sessions::hand(Listener& listener, const Delivery& delivery) {
  switch (delivery.kind) {
    case Delivery::Kind::attach: return listener.on_attach(delivery.room, delivery.head);
    case Delivery::Kind::detach: return listener.on_detach(delivery.room);
    case Delivery::Kind::direct: return listener.on_direct(delivery.event);
    case Delivery::Kind::end: return listener.on_session_end(delivery.reason);
    case Delivery::Kind::event:
    case Delivery::Kind::answer: return;  // of no single session
  }
}

void Sessions::lost() {
  for (const auto& [session, listener] : listeners_) listener->on_lost();
}

}  // namespace workchat::server
