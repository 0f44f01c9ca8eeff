#include <doctest/doctest.h>

#include "core/stage.hpp"

using namespace workchat;
using namespace workchat::testing;

namespace {

Verb create(const std::string& name, const std::string& id = {}, RoomKind kind = RoomKind::open) {
  return verb::CreateRoom{name, id, {}, {}, kind};
}

std::string ids(const Result<Answer>& answer) {
  std::string all;
  for (const RoomView& room : get<Rooms>(answer).rooms) all += room.id + " ";
  return all;
}

}  // namespace

TEST_CASE("a room is made with an id of its name, and its maker owns it (S1-05, S4-05)") {
  Stage stage;
  Person ana(stage, "ana");
  const auto room = get<RoomView>(ana.call(create("Café con Leche")));
  CHECK(room.id == "cafe-con-leche");
  CHECK(room.role == Role::owner);
  CHECK(room.owner.name == "ana");
  CHECK(room.members == 1);
  CHECK(room.head == 1);
  CHECK(log_of(stage, "cafe-con-leche") == Lines{"cafe-con-leche 1 member joined"});
  CHECK(outcome(ana.call(create("Café con leche"))) == "conflict name");
  for (const char* name : {"Отдел продаж", "会議", "…"}) {  // nothing of them could stand in an id
    const auto other = get<RoomView>(ana.call(create(name)));
    CHECK(other.id.compare(0, 5, "room-") == 0);
    CHECK(get<RoomView>(ana.call(verb::GetRoom{name})).id == other.id);
    CHECK(outcome(ana.call(create(name))) == "conflict name");
  }
  for (const char* name : {"2024 会議", "2024 休み", "№ 2 Отдел"})  // some of them could, and others' would be the same
    CHECK(get<RoomView>(ana.call(create(name))).id.compare(0, 5, "room-") == 0);
  for (const char* name : {"C#", "C++"}) CHECK(get<RoomView>(ana.call(create(name))).name == name);
  CHECK(outcome(ana.call(create("C++"))) == "conflict name");
  CHECK(outcome(ana.call(create("C#"))) == "conflict name");
  CHECK(outcome(ana.call(create("@me"))) == "invalid name");
  CHECK(outcome(ana.call(create("\uFF20me"))) == "invalid name");  // compares as the one before
  ana.must(create("Team A", "x1"));
  CHECK(outcome(ana.call(create("team a"))) == "conflict name");
  for (const char* name : {" ", "\u200B", "\u3164", "\u2800", "a\u202Eb", "a\u200Bb", "a\nb"})
    CHECK(outcome(ana.call(create(name))) == "invalid name");
  CHECK(get<RoomView>(ana.call(create("Tea 👩\u200D💻"))).id == "tea");
  CHECK(outcome(ana.call(create("x", "dm_x"))) == "invalid id");
  CHECK(outcome(ana.call(create("x", "No Slug"))) == "invalid id");
  CHECK(outcome(ana.call(create("x", "y", RoomKind::direct))) == "invalid kind");
  CHECK(get<RoomView>(ana.call(verb::GetRoom{"café CON leche"})).id == room.id);
  CHECK(outcome(ana.call(verb::GetRoom{"nowhere"})) == "not_found");
}

TEST_CASE("nobody takes over the name of another's room") {
  Stage stage;
  Person mallory(stage, "mallory"), ana(stage, "ana"), beto(stage, "beto");
  mallory.must(create("Old", "old"));
  stage.clock->pass(1000);
  const RoomId shanghai = get<RoomView>(ana.call(create("上海"))).id;
  ana.must(create("Plans", "secret", RoomKind::closed));
  CHECK(outcome(mallory.call(verb::ChangeRoom{"old", "上海", {}, {}, {}})) == "conflict name");
  CHECK(outcome(mallory.call(verb::ChangeRoom{"old", "GENERAL", {}, {}, {}})) == "conflict name");
  CHECK(get<RoomView>(beto.call(verb::GetRoom{"上海"})).id == shanghai);
  CHECK(outcome(mallory.call(verb::ChangeRoom{"old", "OLD", {}, {}, {}})) == "ok");
  // Of a private one mallory learns nothing, and takes nothing from those who are in it.
  CHECK(outcome(mallory.call(verb::ChangeRoom{"old", "Plans", {}, {}, {}})) == "ok");
  CHECK(get<RoomView>(ana.call(verb::GetRoom{"plans"})).id == "secret");
  CHECK(get<RoomView>(beto.call(verb::GetRoom{"plans"})).id == "old");
  ana.join("old");
  CHECK(get<RoomView>(ana.call(verb::GetRoom{"plans"})).id == "secret");  // where ana is more than a member
  // Nor by an id, which is looked for before a name.
  ana.must(create("Team", "team"));
  ana.must(verb::ChangeRoom{"team", "Projects", {}, {}, {}});
  CHECK(outcome(mallory.call(create("Projects"))) == "conflict name");
  CHECK(outcome(mallory.call(create("x", "projects"))) == "conflict id");
  // A room's name in the way of an id made of another name: that id is a random one.
  ana.must(create("Letters", "letters"));
  ana.must(verb::ChangeRoom{"letters", "C", {}, {}, {}});
  CHECK(get<RoomView>(mallory.call(create("C#"))).id.compare(0, 5, "room-") == 0);
  // What a hidden room has is not told by what is refused.
  ana.must(create("Budget!", "budget", RoomKind::closed));
  for (const char* name : {"Budget", "Budget!"})
    CHECK(get<RoomView>(mallory.call(create(name))).id.compare(0, 5, "room-") == 0);
}

TEST_CASE("a room that was hidden takes no name with it when it appears") {
  Stage stage;
  Person mallory(stage, "mallory"), ana(stage, "ana"), beto(stage, "beto");
  mallory.must(create("上海", "old", RoomKind::closed));
  mallory.must(create("x", "projects", RoomKind::closed));
  stage.clock->pass(1000);
  const RoomId shanghai = get<RoomView>(ana.call(create("上海"))).id;
  const RoomId projects = get<RoomView>(ana.call(create("Projects"))).id;
  CHECK(projects.compare(0, 5, "room-") == 0);
  // Hidden, by its id no more than by its name.
  CHECK(get<RoomView>(beto.call(verb::GetRoom{"projects"})).id == projects);
  CHECK(get<RoomView>(mallory.call(verb::GetRoom{"projects"})).id == "projects");
  beto.join("projects");
  CHECK(beto.post(projects, "x").seq > 0);
  CHECK(outcome(mallory.call(verb::ChangeRoom{"old", {}, {}, {}, RoomKind::open})) == "conflict name");
  CHECK(outcome(mallory.call(verb::ChangeRoom{"projects", {}, {}, {}, RoomKind::announcement})) == "conflict kind");
  CHECK(get<RoomView>(beto.call(verb::GetRoom{"上海"})).id == shanghai);
  CHECK(outcome(mallory.call(verb::ChangeRoom{"old", "北京", {}, {}, RoomKind::open})) == "ok");
  // Who is invited is not led there instead of to what all can see.
  mallory.must(create("上海", "other", RoomKind::closed));
  mallory.must(verb::SetMember{"other", "beto", Role::member});
  CHECK(get<RoomView>(beto.call(verb::GetRoom{"上海"})).id == shanghai);
  ana.must(verb::DeleteRoom{shanghai});
  CHECK(get<RoomView>(beto.call(verb::GetRoom{"上海"})).id == "other");
}

TEST_CASE("what was meant for a room that one was put out of goes into no other of its name") {
  Stage stage;
  Person mallory(stage, "mallory"), ana(stage, "ana"), beto(stage, "beto");
  ana.must(create("Board", "board", RoomKind::closed));
  ana.must(verb::SetMember{"board", "beto", Role::member});
  beto.join("board");
  const RoomId open = get<RoomView>(mallory.call(create("Board"))).id;
  beto.join(open);
  ana.must(verb::Kick{"board", "beto"});
  for (const Verb& verb : std::vector<Verb>{verb::Post{"board", "x", {}, 0, {}}, verb::Typing{"board"}, verb::Leave{"board"},
                                            verb::Unlisten{"board"}, verb::Join{"board", {}, true, "e", 0},
                                            verb::History{"board", {}, {}, {}, 50}, verb::Edit{"board", 1, "x"}})
    CHECK(outcome(beto.call(verb)) == "not_found");
  CHECK(get<RoomView>(beto.call(verb::GetRoom{"board"})).id == open);
}

TEST_CASE("what is meant for a very room leads nowhere once it has ended, whatever others are called") {
  Stage stage;
  Person mallory(stage, "mallory"), ana(stage, "ana"), beto(stage, "beto");
  ana.must(create("Board", "board", RoomKind::closed));
  ana.must(verb::SetMember{"board", "beto", Role::member});
  const RoomView board = beto.join("board").room;
  const std::string pin = pinned(board);
  CHECK(pin == "board@" + board.epoch);
  const RoomView open = get<RoomView>(mallory.call(create("Board")));
  beto.join(open.id);
  CHECK(beto.post(pin, "for the board").room == "board");
  CHECK(outcome(mallory.call(verb::GetRoom{pin})) == "not_found");
  ana.must(verb::ChangeRoom{pin, "Council", {}, {}, {}});
  CHECK(get<RoomView>(beto.call(verb::GetRoom{pin})).name == "Council");
  ana.must(verb::DeleteRoom{pin});
  const std::vector<Verb> verbs{verb::Post{pin, "x", {}, 0, {}}, verb::Typing{pin}, verb::Leave{pin}, verb::Join{pin, {}, false, {}, 0},
                                verb::GetRoom{pin}, verb::DeleteRoom{pin}, verb::History{pin, {}, {}, {}, 50}, verb::MarkRead{pin, 1}};
  for (const Verb& verb : verbs) CHECK(outcome(beto.call(verb)) == "not_found");
  // Who resumes by the id that was goes on in no other log, whose name that is now; by the name of its own, it does.
  CHECK(outcome(beto.call(verb::Join{"board", {}, true, board.epoch, 0})) == "not_found");
  CHECK(get<Joined>(beto.call(verb::Join{"BOARD", {}, true, open.epoch, 0})).recovered);
  CHECK(get<RoomView>(ana.call(verb::GetRoom{pinned(open)})).id == open.id);
  // Nor does a new room of the same id stand for it.
  mallory.must(verb::DeleteRoom{open.id});
  ana.must(create("x", "board"));
  for (const Verb& verb : verbs) CHECK(outcome(beto.call(verb)) == "not_found");
  CHECK_FALSE(get<Joined>(ana.call(verb::Join{"board", {}, true, board.epoch, 0})).recovered);
  CHECK(outcome(ana.call(create(pinned(open)))) == "invalid name");
  CHECK(pinned(beto.join("@me").room) == "@me");
  CHECK(pinned(beto.join("@server").room) == "@server");
}

TEST_CASE("who is invited to a private room hears when it ends") {
  Stage stage;
  Person ana(stage, "ana"), beto(stage, "beto"), clara(stage, "clara");
  ana.must(create("Plan", "plan", RoomKind::closed));
  ana.must(verb::SetMember{"plan", "beto", Role::member});
  ana.must(verb::DeleteRoom{"plan"});
  CHECK(log_of(stage, "@" + beto.user().id).back().find("room_deleted") != std::string::npos);
  CHECK(log_of(stage, "@" + clara.user().id).empty());
}

TEST_CASE("of rooms of one name one's own comes first, whatever one is made elsewhere") {
  Stage stage;
  Person mallory(stage, "mallory"), ana(stage, "ana");
  mallory.must(create("Plans", "old"));
  stage.clock->pass(1000);
  ana.must(create("Plans", "secret", RoomKind::closed));
  ana.join("old");
  mallory.must(verb::SetMember{"old", "ana", Role::owner});
  CHECK(get<RoomView>(ana.call(verb::GetRoom{"plans"})).id == "secret");
}

TEST_CASE("of a private room nobody outside learns anything (S0-01, S1-06)") {
  Stage stage;
  Person ana(stage, "ana"), beto(stage, "beto");
  ana.must(create("Open"));
  ana.must(create("Secret", "secret", RoomKind::closed));
  CHECK(ids(ana.call(verb::ListRooms{})) == "general open secret ");
  CHECK(ids(beto.call(verb::ListRooms{})) == "general open ");
  for (const Verb& verb : std::vector<Verb>{
           verb::GetRoom{"secret"}, verb::Join{"secret", {}, false, {}, 0}, verb::Post{"secret", "x", {}, 0, {}},
           verb::History{"secret", {}, {}, {}, 50}, verb::ReadEntries{"secret", 0, 50}, verb::Typing{"Secret"},
           verb::Leave{"secret"}, verb::Kick{"secret", "ana"}, verb::ListRoomUsers{"secret"},
           verb::MarkRead{"secret", 1}, verb::DeleteRoom{"secret"}, verb::ChangeRoom{"Secret", "x", {}, {}, {}},
           verb::React{"secret", 1, "x", true}, verb::Edit{"secret", 1, "x"}, verb::SetMember{"secret", "beto", {}}})
    CHECK(outcome(beto.call(verb)) == "not_found");
  for (const std::string& line : log_of(stage, "@server")) CHECK(line.find("ecret") == std::string::npos);
  CHECK(outcome(ana.call(verb::SetMember{"secret", "beto", Role::member})) == "ok");
  CHECK(ids(beto.call(verb::ListRooms{})) == "general open secret ");
  CHECK(outcome(beto.call(verb::ListRoomUsers{"secret"})) == "forbidden member_only");
  beto.join("secret");
  CHECK(outcome(beto.call(verb::ListRoomUsers{"secret"})) == "ok");
}

TEST_CASE("of many public rooms the first are listed, and all of one's own") {
  Options options;
  options.limits.rooms_listed = 2;
  Stage stage(std::move(options));
  Person ana(stage, "ana"), beto(stage, "beto");
  for (const char* name : {"c", "a", "b"}) beto.must(create(name));
  ana.must(create("z"));
  ana.must(create("y", {}, RoomKind::closed));
  CHECK(ids(ana.call(verb::ListRooms{})) == "a b y z ");
  ana.must(verb::Join{"b", {}, false, {}, 0});
  CHECK(ids(ana.call(verb::ListRooms{})) == "a b c y z ");
  beto.must(verb::ChangeRoom{"a", {}, {}, {}, RoomKind::closed});
  CHECK(ids(ana.call(verb::ListRooms{})) == "b c general y z ");
  beto.must(verb::DeleteRoom{"c"});
  CHECK(ids(ana.call(verb::ListRooms{})) == "b general y z ");
}

TEST_CASE("a room of a name that others cannot see takes it from nobody") {
  Stage stage;
  Person ana(stage, "ana"), beto(stage, "beto");
  beto.must(create("Team", "hidden-team", RoomKind::closed));
  stage.clock->pass(1);
  ana.must(create("Team", "team-of-ana"));
  stage.clock->pass(1);
  beto.must(create("Team", "z-team"));
  CHECK(get<RoomView>(ana.call(verb::GetRoom{"team"})).id == "team-of-ana");
  CHECK(get<RoomView>(beto.call(verb::GetRoom{"team"})).id == "hidden-team");
  beto.must(create("General", "another-general"));
  CHECK(get<RoomView>(ana.call(verb::GetRoom{"GENERAL"})).id == "general");
}

TEST_CASE("settings change for those who may, and all are told") {
  Stage stage;
  Person ana(stage, "ana"), beto(stage, "beto");
  ana.must(create("Team"));
  ana.must(verb::Join{"@server", {}, false, {}, 0});
  beto.join("team");
  ana.heard();
  CHECK(outcome(beto.call(verb::ChangeRoom{"team", {}, "topic", {}, {}})) == "forbidden moderators_only");
  ana.must(verb::SetMember{"team", "beto", Role::moderator});
  CHECK(outcome(beto.call(verb::ChangeRoom{"team", {}, "tea", {}, {}})) == "ok");
  CHECK(outcome(beto.call(verb::ChangeRoom{"team", "Tea", {}, {}, {}})) == "forbidden owner_only");
  beto.heard();
  const auto changed = get<RoomView>(ana.call(verb::ChangeRoom{"team", "Tea", {}, "secret", {}}));
  CHECK(changed.name == "Tea");
  CHECK(changed.topic == "tea");
  CHECK(changed.locked);
  CHECK(beto.heard() == Lines{"team 5 room Tea public \"tea\" by ana"});
  CHECK(ana.heard() == Lines{"@server 2 room_changed Team in team public \"tea\" by beto",
                             "@server 3 room_changed Tea in team public \"tea\" by ana"});
  CHECK(get<RoomView>(ana.call(verb::ChangeRoom{"team", {}, {}, "", {}})).locked == false);
  CHECK(outcome(ana.call(verb::ChangeRoom{"team", {}, {}, {}, RoomKind::direct})) == "invalid kind");
  ana.heard();
  ana.must(verb::ChangeRoom{"team", {}, {}, {}, RoomKind::closed});
  CHECK(ana.heard() == Lines{"@server 5 room_deleted Tea in team private \"tea\" by ana"});
}

TEST_CASE("a deleted room ends for all in it, and its id begins anew with another epoch") {
  Stage stage;
  Person ana(stage, "ana"), beto(stage, "beto");
  ana.must(create("Team"));
  const auto first = ana.join("team");
  beto.join("team");
  beto.post("team", "hola");
  ana.heard();
  beto.heard();
  CHECK(outcome(beto.call(verb::DeleteRoom{"team"})) == "forbidden owner_only");
  CHECK(outcome(ana.call(verb::DeleteRoom{"general"})) == "forbidden member_only");
  CHECK(outcome(ana.call(verb::DeleteRoom{"team"})) == "ok");
  CHECK(ana.heard() == Lines{"team notice", "-team"});
  CHECK(beto.heard() == Lines{"team notice", "-team"});
  CHECK(outcome(beto.call(verb::Post{"team", "hola", {}, 0, {}})) == "not_found");
  ana.must(create("Team"));
  const auto again = ana.join("team");
  CHECK(again.room.epoch != first.room.epoch);
  CHECK(again.key != first.key);
  CHECK(again.room.head == 1);
  const auto resumed = get<Joined>(ana.call(verb::Join{"team", {}, true, first.room.epoch, 1}));
  CHECK_FALSE(resumed.recovered);
}

TEST_CASE("what is asked before and after a deletion in one turn is for the old and for the new room") {
  Stage stage;
  Person ana(stage, "ana"), beto(stage, "beto");
  ana.must(create("Team"));
  ana.join("team");
  beto.join("team");
  ana.heard();
  beto.heard();
  const auto before = beto.ask(verb::Post{"team", "old", {}, 0, {}});
  const auto gone = ana.ask(verb::DeleteRoom{"team"});
  const auto late = beto.ask(verb::Post{"team", "late", {}, 0, {}});
  const auto made = ana.ask(create("Team"));
  const auto posted = ana.ask(verb::Post{"team", "new", {}, 0, {}});
  stage.run();
  CHECK(get<Receipt>(beto.answer(before)).seq == 3);
  CHECK(outcome(ana.answer(gone)) == "ok");
  CHECK(outcome(beto.answer(late)) == "not_found");
  CHECK(get<RoomView>(ana.answer(made)).head == 1);
  CHECK(get<Receipt>(ana.answer(posted)).seq == 2);
  CHECK(beto.heard() == Lines{"team 3 message \"old\" by beto", "team notice", "-team"});
  CHECK(log_of(stage, "team") == Lines{"team 1 member joined", "team 2 message \"new\""});
  CHECK(get<RoomView>(ana.call(verb::GetRoom{"team"})).head == 2);
}

TEST_CASE("a deletion that waited for another request is alone in its turn as well") {
  const auto executor = std::make_shared<HeldExecutor>();
  Options options;
  options.executor = executor;
  Stage stage(std::move(options));
  Person ana(stage, "ana"), beto(stage, "beto");
  ana.must(create("Team"));
  beto.join("team");
  const auto locked = ana.ask(verb::CreateRoom{"Locked", {}, "secret", {}, {}});
  const auto gone = ana.ask(verb::DeleteRoom{"team"});
  const auto made = ana.ask(create("Team"));
  stage.run();
  CHECK_FALSE(ana.answered(gone));
  const auto old = beto.ask(verb::Post{"team", "old", {}, 0, {}});
  executor->run_all();
  stage.run();
  CHECK(outcome(ana.answer(locked)) == "ok");
  CHECK(outcome(ana.answer(gone)) == "ok");
  CHECK(outcome(ana.answer(made)) == "ok");
  CHECK(outcome(beto.answer(old)) == "ok");
  CHECK(log_of(stage, "team") == Lines{"team 1 member joined"});
  CHECK(stage.log.empty());
}

TEST_CASE(
    "a private room ends with its last member, whoever is invited, and a new one of its id is another") {
  Stage stage;
  Person ana(stage, "ana"), beto(stage, "beto");
  ana.must(create("Team", {}, RoomKind::closed));
  const auto first = ana.join("team");
  ana.must(verb::SetMember{"team", "beto", Role::member});
  beto.join("team");
  ana.must(verb::Leave{"team"});
  CHECK(outcome(beto.call(verb::GetRoom{"team"})) == "ok");
  beto.must(verb::SetMember{"team", "ana", Role::member});
  beto.heard();
  const auto posted = beto.ask(verb::Post{"team", "old", {}, 0, {}});
  const auto left = beto.ask(verb::Leave{"TEAM"});
  const auto late = ana.ask(verb::Join{"team", {}, false, {}, 0});
  const auto made = beto.ask(create("Team", {}, RoomKind::closed));
  stage.run();
  CHECK(outcome(beto.answer(posted)) == "ok");
  CHECK(outcome(beto.answer(left)) == "ok");
  CHECK(outcome(ana.answer(late)) == "not_found");
  CHECK(beto.heard() == Lines{"team 7 message \"old\" by beto",
                              "@me 2 room_deleted Team in team private by beto", "team notice", "-team"});
  CHECK(get<RoomView>(beto.answer(made)).epoch != first.room.epoch);
  CHECK(log_of(stage, "team") == Lines{"team 1 member joined"});
  CHECK(stage.log.empty());
}

TEST_CASE("the direct room of two is one, whoever asks (S4-20)") {
  Stage stage;
  Person ana(stage, "ana"), beto(stage, "beto"), caro(stage, "caro");
  const auto room = get<RoomView>(ana.call(verb::OpenDirect{"beto"}));
  CHECK(room.id.substr(0, 3) == "dm_");
  CHECK(room.name == "ana, beto");
  CHECK(get<RoomView>(beto.call(verb::OpenDirect{"ANA"})).id == room.id);
  CHECK(get<RoomView>(ana.call(verb::OpenDirect{"ana"})).id != room.id);
  CHECK(outcome(ana.call(verb::OpenDirect{"nobody"})) == "not_found");
  CHECK(outcome(caro.call(verb::Join{room.id, {}, false, {}, 0})) == "not_found");
  CHECK(outcome(ana.call(verb::Leave{room.id})) == "forbidden direct_room");
  CHECK(outcome(ana.call(verb::ChangeRoom{room.id, {}, "x", {}, {}})) == "forbidden direct_room");
  beto.heard();
  const auto receipt = get<Receipt>(ana.call(verb::PostDirect{"beto", "hola", {}}));
  CHECK(receipt.room == room.id);
  CHECK(beto.heard() == Lines{"@me 1 direct of 1 in " + room.id + " by ana"});
}
