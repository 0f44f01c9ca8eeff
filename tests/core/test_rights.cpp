#include <doctest/doctest.h>

#include <array>
#include <string>

#include "core/rights.hpp"
#include "core/stage.hpp"

namespace {

using namespace workchat;
using core::Action;
using core::Standing;
using testing::outcome;

constexpr std::array all_actions{Action::see,    Action::read,  Action::join,     Action::post,
                                 Action::react,  Action::edit,  Action::erase,    Action::invite,
                                 Action::topic,  Action::settings, Action::set_role, Action::moderate};

/// One letter for each action, in the order above: y(es), n(ot found), f(orbidden).
std::string row(const Standing& standing) {
  std::string letters;
  for (const Action action : all_actions) {
    const auto refused = core::refusal(action, standing);
    letters += !refused ? 'y' : refused->code == Errc::not_found ? 'n' : 'f';
  }
  return letters;
}

std::string row(RoomKind kind, Role role) {
  Standing standing;
  standing.kind = kind;
  standing.role = role;
  return row(standing);
}

}  // namespace

TEST_CASE("what each role may do in each kind of room (S0-01)") {
  //                                                see read join post react edit erase invite topic settings role mod
  CHECK(row(RoomKind::open, Role::none) == "yfyfffffffff");
  CHECK(row(RoomKind::open, Role::invited) == "yfyfffffffff");
  CHECK(row(RoomKind::open, Role::member) == "yyyyyffyffff");
  CHECK(row(RoomKind::open, Role::moderator) == "yyyyyfyyyffy");
  CHECK(row(RoomKind::open, Role::owner) == "yyyyyfyyyyyy");

  CHECK(row(RoomKind::closed, Role::none) == "nnnnnnnnnnnn");
  CHECK(row(RoomKind::closed, Role::invited) == "yfyfffffffff");
  CHECK(row(RoomKind::closed, Role::member) == "yyyyyffyffff");
  CHECK(row(RoomKind::closed, Role::moderator) == "yyyyyfyyyffy");
  CHECK(row(RoomKind::closed, Role::owner) == "yyyyyfyyyyyy");

  CHECK(row(RoomKind::direct, Role::none) == "nnnnnnnnnnnn");
  CHECK(row(RoomKind::direct, Role::member) == "yyyyyfffffff");

  CHECK(row(RoomKind::announcement, Role::none) == "yfyfffffffff");
  CHECK(row(RoomKind::announcement, Role::member) == "yyyfyffyffff");
  CHECK(row(RoomKind::announcement, Role::moderator) == "yyyyyfyyyffy");
}

TEST_CASE("one's own message may be edited and deleted") {
  Standing standing;
  standing.role = Role::member;
  standing.own = true;
  CHECK(row(standing) == "yyyyyyyyffff");
  standing.muted = true;
  CHECK(outcome(core::refusal(Action::edit, standing)) == "forbidden muted");
  CHECK(outcome(core::refusal(Action::post, standing)) == "forbidden muted");
  CHECK(outcome(core::refusal(Action::react, standing)) == "forbidden muted");
  CHECK(outcome(core::refusal(Action::erase, standing)) == "ok");
}

TEST_CASE("a lock asks for the password of those who were not invited (S4-02)") {
  Standing standing;
  standing.locked = true;
  CHECK(outcome(core::refusal(Action::join, standing)) == "wrong_password");
  standing.unlocked = true;
  CHECK(outcome(core::refusal(Action::join, standing)) == "ok");
  standing.unlocked = false;
  standing.role = Role::invited;
  CHECK(outcome(core::refusal(Action::join, standing)) == "ok");
  standing.banned = true;
  CHECK(outcome(core::refusal(Action::join, standing)) == "forbidden banned");
}

TEST_CASE("nobody moderates who ranks as high") {
  Standing standing;
  standing.role = Role::moderator;
  standing.target = Role::member;
  CHECK(outcome(core::refusal(Action::moderate, standing)) == "ok");
  standing.target = Role::moderator;
  CHECK(outcome(core::refusal(Action::moderate, standing)) == "forbidden outranked");
  standing.role = Role::owner;
  CHECK(outcome(core::refusal(Action::moderate, standing)) == "ok");
}

TEST_CASE("an administrator rules a public room from outside, and sees no private one") {
  Standing standing;
  standing.user = UserRole::admin;
  CHECK(row(standing) == "yfyffffffyyy");
  standing.kind = RoomKind::closed;
  CHECK(row(standing) == "nnnnnnnnnnnn");
  standing.kind = RoomKind::direct;
  standing.role = Role::member;
  CHECK(row(standing) == "yyyyyfffffff");
}
