#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/mentions.hpp"

namespace {

using namespace workchat;
using namespace workchat::core;

struct MentionFixture {
  State state;
  RoomState* room = nullptr;

  MentionFixture() {
    RoomRecord record;
    record.id = "general";
    room = &state.set_room(record);
    for (const char* name : {"ana", "beto", "ana.", "josé", "caro-"}) add(name, Role::member);
    add("outside", Role::none);
    add("guest", Role::invited);
  }
  void add(const std::string& name, Role role) {
    UserRecord record;
    record.id = "u_" + name;
    record.name = record.name_key = name;
    UserState& user = state.set_user(record);
    if (role != Role::none) state.set_member(*room, user, Member{role, false, 0, 0});
  }
  std::string named(const std::string& text, std::int64_t most = 50) {
    Limits limits;
    limits.mentions = most;
    std::string names;
    for (const UserState* user : mentioned(state, *room, text, limits)) names += user->record.name + " ";
    return names;
  }
};

}  // namespace

TEST_CASE_FIXTURE(MentionFixture, "a text names members of the room, each once, in its order") {
  CHECK(named("@beto and @ana, and @beto again") == "beto ana ");
  CHECK(named("@ANA!") == "ana ");
  CHECK(named("(@José)") == "josé ");
  CHECK(named("nobody here") == "");
  CHECK(named("") == "");
  CHECK(named("@") == "");
  CHECK(named("@@ana") == "ana ");
}

TEST_CASE_FIXTURE(MentionFixture, "who is not a member is not named") {
  CHECK(named("@outside @guest @nobody @here @room") == "");
}

TEST_CASE_FIXTURE(MentionFixture, "punctuation at the end of a sentence is no part of a name, unless it is") {
  CHECK(named("ask @beto.") == "beto ");
  CHECK(named("ask @beto...") == "beto ");
  CHECK(named("ask @ana.") == "ana. ");
  CHECK(named("ask @caro-") == "caro- ");
  CHECK(named("@beto_-.") == "beto ");
}

TEST_CASE_FIXTURE(MentionFixture, "an address is no mention") {
  CHECK(named("write to ana@beto") == "");
  CHECK(named("x.@beto") == "");
}

TEST_CASE_FIXTURE(MentionFixture, "a text names so many at most, and costs so many look-ups at most") {
  CHECK(named("@ana @beto @josé", 2) == "ana beto ");
  CHECK(named("@x1 @x2 @x3 @x4 @ana", 1) == "");
  CHECK(named("@" + std::string(300, 'a')) == "");
  CHECK(named("@ana", 0) == "");
}
