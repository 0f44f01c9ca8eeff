#include <doctest/doctest.h>

#include <iterator>
#include <string>

#include "protocol/json.hpp"
#include "protocol/read.hpp"

using namespace workchat;
using namespace workchat::protocol;
using workchat::commands::Language;

namespace {

Frame read(std::string_view text) {
  return read_frame(text, Limits{}, Language::en);
}

template <typename Asked>
Asked verb_of(std::string_view text) {
  CAPTURE(text);
  const Frame frame = read(text);
  REQUIRE(frame.ask.ok());
  const auto* verb = std::get_if<Verb>(&frame.ask->what);
  REQUIRE(verb);
  REQUIRE(std::holds_alternative<Asked>(*verb));
  REQUIRE(frame.ask->command);
  return std::get<Asked>(*verb);
}

/// The code, and with `invalid` the field: "invalid text".
std::string failure(std::string_view text) {
  const Frame frame = read(text);
  if (frame.ask) return "ok";
  const Error& error = frame.ask.error();
  return std::string(describe(error.code).wire) + (error.field.empty() ? "" : " " + error.field);
}

}  // namespace

TEST_CASE("S1-10 A message frame is a post, with everything it may say") {
  const auto post = verb_of<verb::Post>(
      R"({"type":"message","room":"general","text":"hola","client_id":"019a","reply_to":7,"format":"markdown",)"
      R"("attachments":[],"unknown":{"deep":[1]},"id":3})");
  CHECK(post.room == "general");
  CHECK(post.text == "hola");
  CHECK(post.client_id == "019a");
  CHECK(post.reply_to == 7);
  CHECK(post.format == Format::markdown);
  CHECK(verb_of<verb::Post>(R"({"type":"message","room":"r","text":"//etc"})").text == "/etc");
}

TEST_CASE("S4-05 S4-06 S4-07 S4-08 The frames of the seed are read") {
  CHECK(verb_of<verb::CreateRoom>(R"({"type":"create","room":"Sala 1","password":"p"})").name == "Sala 1");
  CHECK(verb_of<verb::CreateRoom>(R"({"type":"create","room":"Sala 1","password":"p"})").password == "p");
  const Frame join = read(R"({"type":"join","room":"Sala 1","password":"p"})");
  CHECK(std::get<JoinAsk>(join.ask->what).join.password == "p");
  CHECK(verb_of<verb::Post>(R"({"type":"text","room":"Sala 1","msg":"oi"})").text == "oi");
  CHECK(verb_of<verb::Leave>(R"({"type":"leave","room":"Sala 1"})").room == "Sala 1");
}

TEST_CASE("Every frame of the protocol is read") {
  CHECK(verb_of<verb::Unlisten>(R"({"type":"close","room":"r"})").room == "r");
  CHECK(verb_of<verb::Edit>(R"({"type":"edit","room":"r","seq":4,"text":"x"})").target == 4);
  CHECK(verb_of<verb::Edit>(R"({"type":"edit","room":"r","seq":4,"text":"/x"})").text == "/x");
  CHECK(verb_of<verb::Delete>(R"({"type":"delete","room":"r","seq":4})").target == 4);
  CHECK_FALSE(verb_of<verb::React>(R"({"type":"reaction","room":"r","seq":4,"emoji":"x","on":false})").on);
  CHECK(verb_of<verb::React>(R"({"type":"reaction","room":"r","seq":4,"emoji":"x"})").on);
  CHECK(verb_of<verb::Pin>(R"({"type":"pin","room":"r","seq":4,"on":true})").on);
  CHECK(verb_of<verb::Typing>(R"({"type":"typing","room":"r"})").room == "r");
  CHECK(verb_of<verb::MarkRead>(R"({"type":"read","room":"r","seq":0})").seq == 0);
  CHECK(verb_of<verb::ListRoomUsers>(R"({"type":"users","room":"r"})").room == "r");
  verb_of<verb::ListRooms>(R"({"type":"rooms"})");
  CHECK(verb_of<verb::History>(R"({"type":"history","room":"r","before":9,"limit":500})").before == 9);
  CHECK(verb_of<verb::History>(R"({"type":"history","room":"r"})").limit == 50);
  CHECK(verb_of<verb::ReadEntries>(R"({"type":"events","room":"@me","after":2})").after == 2);
  CHECK(verb_of<verb::OpenDirect>(R"({"type":"direct","user":"beto"})").user == "beto");
  CHECK(verb_of<verb::Kick>(R"({"type":"moderate","room":"r","user":"u","action":"kick"})").user == "u");
  verb_of<verb::WhoAmI>(R"({"type":"me"})");
  CHECK(std::holds_alternative<Ping>(read(R"({"type":"ping","id":1})").ask->what));
  CHECK(std::get<Auth>(read(R"({"type":"auth","token":"t"})").ask->what).token == "t");
}

TEST_CASE("S0-07 A join asks for history, or resumes by epoch and position") {
  const auto join_of = [](std::string_view text) {
    const Frame frame = read(text);
    REQUIRE(frame.ask.ok());
    return std::get<JoinAsk>(frame.ask->what);
  };
  CHECK(join_of(R"({"type":"join","room":"r"})").history == 50);
  CHECK_FALSE(join_of(R"({"type":"join","room":"r"})").join.resume);
  CHECK(join_of(R"({"type":"join","room":"r","history":0})").history == 0);
  CHECK(join_of(R"({"type":"join","room":"r","epoch":"e","after":0})").join.resume);
  CHECK(join_of(R"({"type":"join","room":"r","epoch":"e","after":120})").join.after == 120);
  CHECK(failure(R"({"type":"join","room":"r","after":1})") == "invalid epoch");
  CHECK(failure(R"({"type":"join","room":"r","epoch":"e"})") == "invalid after");
  CHECK(failure(R"({"type":"join","room":"r","history":501})") == "invalid history");
}

TEST_CASE("A resume names its rooms, each with epoch and position") {
  const Frame frame = read(
      R"({"type":"resume","rooms":{"general":{"epoch":"e1","after":120},"@me":{"after":0,"epoch":"e2"}},"id":2})");
  REQUIRE(frame.ask.ok());
  const auto& rooms = std::get<Resume>(frame.ask->what).rooms;
  REQUIRE(rooms.size() == 2);
  CHECK(rooms[0].room == "general");
  CHECK(rooms[0].after == 120);
  CHECK(rooms[1].epoch == "e2");
  CHECK(read(R"({"type":"resume","rooms":{}})").ask.ok());
  for (const char* bad :
       {"", R"(,"rooms":[])", R"(,"rooms":{"a":1})", R"(,"rooms":{"a":{}})",
        R"(,"rooms":{"a":{"epoch":"e"}})", R"(,"rooms":{"a":{"epoch":"e","after":-1}})",
        R"(,"rooms":{"a":{"epoch":"e","after":1.5}})", R"(,"rooms":{"a":{"epoch":1,"after":1}})",
        R"(,"rooms":{"a":{"epoch":"e","after":1},"a":{"epoch":"e","after":1}})"}) {
    CAPTURE(bad);
    CHECK(failure(R"({"type":"resume")" + std::string(bad) + "}") == "invalid rooms");
  }
  std::string many = R"({"type":"resume","rooms":{)";
  for (int room = 0; room < 300; ++room)
    many += "\"r" + std::to_string(room) + R"(":{"epoch":"e","after":1},)";
  CHECK(failure(many + R"("z":{"epoch":"e","after":1}}})") == "invalid rooms");
}

TEST_CASE("An id is any integer or any text, comes back as JSON, and stands on errors too") {
  CHECK(read(R"({"type":"ping","id":1})").id == "1");
  CHECK(read(R"({"type":"ping","id":-7})").id == "-7");
  CHECK(read(R"({"id":123456789012345678901234567890,"type":"ping"})").id ==
        "123456789012345678901234567890");
  CHECK(read(R"({"type":"ping","id":"a\"\\\u0000\u00e9/"})").id == "\"a\\\"\\\\\\u0000\xC3\xA9/\"");
  CHECK(read(R"({"type":"ping","id":""})").id == "\"\"");
  CHECK(read(R"({"type":"ping"})").id.empty());
  for (const char* bad : {"1.5", "1.0", "1e2", "null", "true", "[]", "{}", "[1]"}) {
    const std::string text = R"({"type":"ping","id":)" + std::string(bad) + "}";
    CAPTURE(text);
    CHECK(failure(text) == "bad_request");
    CHECK(read(text).id.empty());
  }
  CHECK(read(R"({"type":"nosuch","id":5})").id == "5");
  CHECK(failure(R"({"type":"nosuch","id":5})") == "bad_request");
  CHECK(read(R"({"id":"x"})").id == "\"x\"");
  CHECK(read(R"({"type":"message","id":5})").id == "5");
  CHECK(failure(R"({"type":"ping","id":1,"id":2})") == "bad_request");
}

TEST_CASE("What is no frame is bad_request") {
  for (const char* text :
       {"", "null", "[]", "1", "\"ping\"", "{", "{}", R"({"type":1})", R"({"type":null})", R"({"type":""})",
        R"({"type":"PING"})", R"({"type":"ping","type":"ping"})",
        R"({"type":"typing","room":"a","room":"b"})", R"({"type":"ping")", "ping",
        R"({"type":"openSession"})", "{\"type\":\"message\",\"room\":\"r\",\"text\":\"\xFF\"}",
        R"({"type":"message","room":"r","text":"\udc00"})"}) {
    CAPTURE(text);
    CHECK(failure(text) == "bad_request");
  }
  CHECK(failure(std::string(200'000, '[')) == "bad_request");
  CHECK(failure(R"({"type":"ping","x":)" + std::string(15, '[') + std::string(15, ']') + "}") == "ok");
  CHECK(failure(R"({"type":"ping","x":)" + std::string(16, '[') + std::string(16, ']') + "}") ==
        "bad_request");
}

TEST_CASE("A field of the wrong type, out of range or missing is invalid, with its name") {
  const auto message = [](const std::string& rest) {
    return failure(R"({"type":"message","room":"r","text":"x",)" + rest + "}");
  };
  CHECK(failure(R"({"type":"message"})") == "invalid room");
  CHECK(failure(R"({"type":"message","room":"r"})") == "invalid text");
  for (const char* value : {"1", "null", "true", "[]", "{}"}) {
    CHECK(failure(R"({"type":"message","room":"r","text":)" + std::string(value) + "}") == "invalid text");
  }
  for (const char* value :
       {"0", "-1", "1.5", "1.0", "1e3", "\"1\"", "null", "9007199254740992", "99999999999999999999"}) {
    CAPTURE(value);
    CHECK(message(R"("reply_to":)" + std::string(value)) == "invalid reply_to");
  }
  CHECK(message(R"("reply_to":9007199254740991)") == "ok");
  CHECK(message(R"("client_id":"")") == "invalid client_id");
  CHECK(message(R"("client_id":5)") == "invalid client_id");
  CHECK(message(R"("format":"html")") == "invalid format");
  CHECK(message(R"("format":"")") == "invalid format");
  CHECK(message(R"("attachments":["f_1"])") == "invalid attachments");
  CHECK(message(R"("attachments":null)") == "invalid attachments");
  CHECK(failure(R"({"type":"pin","room":"r","seq":1,"on":1})") == "invalid on");
  CHECK(failure(R"({"type":"auth"})") == "invalid token");
  CHECK(failure(R"({"type":"create"})") == "invalid name");
  CHECK(failure(R"({"type":"create","name":"x","kind":"direct"})") == "invalid kind");
}

TEST_CASE("A page names one position, and a limit within the named one") {
  for (const char* limit : {"0", "501", "-1", "1.5", "\"5\""}) {
    CHECK(failure(R"({"type":"history","room":"r","limit":)" + std::string(limit) + "}") == "invalid limit");
  }
  CHECK(failure(R"({"type":"history","room":"r","before":1,"after":1})") == "invalid after");
  CHECK(failure(R"({"type":"history","room":"r","before":1,"around":1})") == "invalid around");
  Limits limits;
  limits.page = 10;
  CHECK_FALSE(read_frame(R"({"type":"history","room":"r","limit":11})", limits, Language::en).ask.ok());
}

TEST_CASE("A text that begins with a slash is a command, written in its room and under its client_id") {
  const Frame frame =
      read(R"({"type":"message","room":"general","text":"/me dances","client_id":"c","id":1})");
  REQUIRE(frame.ask.ok());
  const auto& asked = std::get<SlashAsk>(frame.ask->what);
  CHECK(asked.room == "general");
  CHECK(asked.slash.command == "me");
  CHECK(std::get<verb::Post>(std::get<Verb>(asked.slash.ask)).client_id == "c");
  const Frame told = read(R"({"type":"message","room":"general","text":"/msg beto **hi**","format":"markdown","client_id":"d"})");
  REQUIRE(told.ask.ok());
  const auto direct = std::get<verb::PostDirect>(std::get<Verb>(std::get<SlashAsk>(told.ask->what).slash.ask));
  CHECK(direct.client_id == "d");
  CHECK(direct.format == Format::markdown);
  const Frame pinned = read(R"({"type":"message","room":"general@e0123456789abc","text":"/topic x"})");
  const auto& topic = std::get<SlashAsk>(pinned.ask->what);
  CHECK(topic.room == "general");  // what the notice will say
  CHECK(std::get<verb::ChangeRoom>(std::get<Verb>(topic.slash.ask)).room == "general@e0123456789abc");
  CHECK(failure(R"({"type":"message","room":"r","text":"/nosuch"})") == "unknown_command");
  CHECK(failure(R"({"type":"text","room":"r","msg":"/nosuch"})") == "unknown_command");
}

TEST_CASE("Double-encoded text passes as it came") {
  const std::string twice = "Sof\xC3\x83\xC2\xAD\x61 est\xC3\x83\xC2\xA1";
  CHECK(verb_of<verb::Post>(R"({"type":"message","room":"r","text":")" + twice + "\"}").text == twice);
}

TEST_CASE("A frame changed at random is read or refused, and its id is JSON all the same") {
  const std::string frames[] = {
      R"({"type":"message","room":"general","text":"h\u00f3la","client_id":"019a","reply_to":7,"id":3})",
      R"({"type":"resume","rooms":{"general":{"epoch":"e1","after":120}},"id":"a\"b"})",
      R"({"type":"join","room":"r","epoch":"e","after":1,"history":5,"id":-1})",
      R"({"type":"message","room":"r","text":"/msg beto hi","id":"x"})"};
  unsigned seed = 11;
  const auto random = [&seed] { return (seed = seed * 1664525u + 1013904223u) >> 8; };
  const std::string signs = "{}[]\",:\\0e-.u/ \n";
  for (unsigned round = 0; round < 20'000; ++round) {
    std::string text = frames[round % std::size(frames)];
    for (unsigned change = 0; change < 1 + round % 3; ++change) {
      const bool sign = random() % 2 == 0;
      text[random() % text.size()] = sign ? signs[random() % signs.size()] : static_cast<char>(random());
    }
    const Frame frame = read(text);
    if (!frame.id.empty()) CHECK(json::Document::parse(frame.id, 1).ok());
    if (!frame.ask) CHECK(describe(frame.ask.error().code).http_status / 100 == 4);
  }
}
