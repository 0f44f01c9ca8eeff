#include <doctest/doctest.h>

#include <memory>
#include <set>
#include <string>

#include <workchat/error.hpp>
#include <workchat/event.hpp>
#include <workchat/limits.hpp>
#include <workchat/request.hpp>
#include <workchat/version.hpp>

using namespace workchat;

TEST_CASE("each error has its C value, its wire code and the status of protocol section 2") {
  const struct {
    Errc code;
    const char* wire;
    int status;
  } expected[] = {{Errc::bad_request, "bad_request", 400},
                  {Errc::unauthenticated, "unauthenticated", 401},
                  {Errc::forbidden, "forbidden", 403},
                  {Errc::not_found, "not_found", 404},
                  {Errc::method_not_allowed, "method_not_allowed", 405},
                  {Errc::timeout, "timeout", 408},
                  {Errc::conflict, "conflict", 409},
                  {Errc::trimmed, "trimmed", 410},
                  {Errc::too_large, "too_large", 413},
                  {Errc::unsupported_media_type, "unsupported_media_type", 415},
                  {Errc::invalid, "invalid", 422},
                  {Errc::unknown_command, "unknown_command", 422},
                  {Errc::wrong_password, "wrong_password", 423},
                  {Errc::rate_limited, "rate_limited", 429},
                  {Errc::internal, "internal", 500},
                  {Errc::overloaded, "overloaded", 503},
                  {Errc::unavailable, "unavailable", 503},
                  {Errc::closed, "closed", 503}};
  int c_value = 0;
  for (const auto& row : expected) {
    CHECK(describe(row.code).code == row.code);
    CHECK(describe(row.code).c_value == --c_value);
    CHECK(describe(row.code).wire == row.wire);
    CHECK(describe(row.code).http_status == row.status);
  }
}

TEST_CASE("every limit has a row, a name of its own, and a default within its bounds") {
  const auto& rows = limit_rows();
  CHECK(rows.size() == sizeof(Limits) / sizeof(std::int64_t));
  const Limits defaults;
  std::set<std::string_view> names;
  const std::int64_t* field = &defaults.text;
  for (const LimitRow& row : rows) {
    INFO(row.name);
    CHECK(names.insert(row.name).second);
    CHECK(row.least <= defaults.*row.value);
    CHECK(defaults.*row.value <= row.most);
    CHECK_FALSE(row.about.empty());
    CHECK(&(defaults.*row.value) == field++);
  }
}

TEST_CASE("a limit is set by name within its bounds, and refused with the field's name") {
  Limits limits;
  CHECK(set_limit(limits, "text", "100").ok());
  CHECK(limits.text == 100);
  CHECK(set_limit(limits, "rate", "off").ok());
  CHECK(limits.rate == 0);
  CHECK(set_limit(limits, "rate", "on").ok());
  CHECK(limits.rate == 1);
  CHECK(set_limit(limits, "rate", "0").ok());
  const struct {
    const char *name, *value;
  } refused[] = {{"text", "0"},   {"text", "-1"},  {"text", ""},      {"text", "many"}, {"text", "off"},
                 {"text", "1.5"}, {"rate", "2"},   {"rate", "OFF"},   {"nothing", "1"}, {"", "1"},
                 {"text", " 7"},  {"page", "1e3"}, {"page", "999999"},
                 {"send_batch", "0"}, {"send_batch", "4097"}};
  for (const auto& [name, value] : refused) {
    const Status status = set_limit(limits, name, value);
    REQUIRE_FALSE(status.ok());
    CHECK(status.error().code == Errc::invalid);
    CHECK(status.error().field == name);
  }
  CHECK(limits.text == 100);
}

TEST_CASE("what goes over the wire has the protocol's names") {
  CHECK(name_of(EntryType::message) == "message");
  CHECK(name_of(EntryType::deletion) == "delete");
  CHECK(name_of(EntryType::announcement) == "announcement");
  CHECK(name_of(Role::moderator) == "moderator");
  CHECK(name_of(Format::markdown) == "markdown");
  CHECK(name_of(UserRole::guest) == "guest");
  CHECK(name_of(RoomKind::open) == "public");
  CHECK(name_of(RoomKind::closed) == "private");
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(EntryType::announcement); ++i)
    CHECK(names.insert(name_of(static_cast<EntryType>(i))).second);
  CHECK(names.count("") == 0);
}

TEST_CASE("an event is named as its entry, or by itself") {
  Event event;
  Entry entry;
  entry.type = EntryType::edit;
  event.entry = std::make_shared<const Entry>(entry);
  CHECK(name_of(event) == "edit");
  event.entry = nullptr;
  event.type = EventType::typing;
  CHECK(name_of(event) == "typing");
}

TEST_CASE("the version is that of the headers") {
  CHECK(version() == std::to_string(WORKCHAT_VERSION_MAJOR) + "." + std::to_string(WORKCHAT_VERSION_MINOR) +
                         "." + std::to_string(WORKCHAT_VERSION_PATCH));
}
