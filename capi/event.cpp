#include <string>

#include "failure.hpp"
#include "handles.hpp"
#include "protocol/write.hpp"

namespace {

const workchat::UserRef& who(const workchat::Event& event) {
  return event.entry ? event.entry->user : event.user;
}

}  // namespace

const char* workchat_event_type(const workchat_event* event) {
  return event ? event->type.c_str() : nullptr;
}

const char* workchat_event_room(const workchat_event* event) {
  return event ? event->event->room.c_str() : nullptr;
}

int64_t workchat_event_seq(const workchat_event* event) {
  return event && event->event->entry ? event->event->entry->seq : 0;
}

const char* workchat_event_user_id(const workchat_event* event) {
  return event ? who(*event->event).id.c_str() : nullptr;
}

const char* workchat_event_user_name(const workchat_event* event) {
  return event ? who(*event->event).name.c_str() : nullptr;
}

const char* workchat_event_text(const workchat_event* event) {
  if (!event) return nullptr;
  const auto& entry = event->event->entry;
  return entry ? entry->text.c_str() : event->event->text.c_str();
}

const char* workchat_event_json(workchat_event* event) {
  if (!event) return nullptr;
  workchat::capi::contained([&] {
    if (event->json.empty()) event->json = workchat::protocol::write_event(*event->event);
  });
  return event->json.empty() ? nullptr : event->json.c_str();
}

void workchat_event_free(workchat_event* event) {
  delete event;
}
