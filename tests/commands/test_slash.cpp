#include <doctest/doctest.h>

#include "commands/slash.hpp"

using namespace workchat;
using namespace workchat::commands;

namespace {

template <typename Asked>
Asked verb_of(std::string_view text) {
  const Result<Slash> slash = read_slash(text, "general", Language::en);
  REQUIRE(slash.ok());
  REQUIRE(std::holds_alternative<Verb>(slash->ask));
  REQUIRE(std::holds_alternative<Asked>(std::get<Verb>(slash->ask)));
  return std::get<Asked>(std::get<Verb>(slash->ask));
}

Errc failure(std::string_view text, std::string_view room = "general") {
  const Result<Slash> slash = read_slash(text, room, Language::en);
  REQUIRE_FALSE(slash.ok());
  return slash.error().code;
}

}  // namespace

TEST_CASE("S3-05 /usuarios and its aliases list the room, and with * everyone connected") {
  for (const char* text : {"/users", "/usuarios", "/usuários", "/USERS", "/users  "}) {
    CAPTURE(text);
    CHECK(verb_of<verb::ListRoomUsers>(text).room == "general");
  }
  CHECK(verb_of<verb::ListUsers>("/usuarios *").online);
  CHECK(failure("/users", "") == Errc::invalid);
}

TEST_CASE("Slash commands are read in three languages") {
  CHECK(read_slash("/salas", "", Language::pt)->command == "rooms");
  CHECK(verb_of<verb::Join>("/entrar Sala dos segredos").password == "dos segredos");
  CHECK(verb_of<verb::Join>("/unirse x").room == "x");
  CHECK(verb_of<verb::Leave>("/sair").room == "general");
  CHECK(verb_of<verb::Leave>("/salir other").room == "other");
  CHECK(verb_of<verb::PostDirect>("/mensagem beto  olá, tudo bem?").text == "olá, tudo bem?");
  CHECK(verb_of<verb::PostDirect>("/dm beto\nhi").user == "beto");
  CHECK(read_slash("/quiensoy", "", Language::es)->command == "whoami");
  CHECK(*verb_of<verb::ChangeRoom>("/tema new one").topic == "new one");
  CHECK(verb_of<verb::GetRoom>("/topic").room == "general");
  CHECK(verb_of<verb::SetMember>("/invite beto").role == Role::member);
  CHECK(verb_of<verb::Kick>("/expulsar beto").user == "beto");
  CHECK(verb_of<verb::Ban>("/banir beto").on);
  CHECK(verb_of<verb::Mute>("/mute beto 5").for_ms == 300'000);
  CHECK_FALSE(verb_of<verb::Ban>("/readmitir beto").on);
  CHECK_FALSE(verb_of<verb::Mute>("/unmute beto").on);
  // As they are written elsewhere.
  CHECK(verb_of<verb::Join>("/join #plans open sesame").room == "plans");
  CHECK(verb_of<verb::Leave>("/leave #plans").room == "plans");
  CHECK(verb_of<verb::PostDirect>("/msg @beto hi").user == "beto");
  CHECK(verb_of<verb::Kick>("/kick @beto").user == "beto");
  CHECK(verb_of<verb::Mute>("/mute @beto 5").user == "beto");
}

TEST_CASE("/me posts its text in italics") {
  const auto post = verb_of<verb::Post>("/me dances");
  CHECK(post.text == "*dances*");
  CHECK(post.format == Format::markdown);
  CHECK(post.room == "general");
  CHECK(failure("/me") == Errc::invalid);
}

TEST_CASE("An unknown command, or none, is unknown_command; a wrong argument says how to write it") {
  for (const char* text : {"/", "/nosuch", "/ users", "/motd", "/usersx", "/help|ayuda"}) {
    CAPTURE(text);
    CHECK(failure(text) == Errc::unknown_command);
  }
  for (const char* text : {"/join", "/msg beto", "/kick", "/kick a b", "/mute beto soon", "/mute beto 0",
                           "/mute beto 99999999999999999999", "/users extra"}) {
    CAPTURE(text);
    CHECK(failure(text) == Errc::invalid);
  }
  CHECK(read_slash("/msg x", "", Language::es).error().message == "Se escribe así: /msg NOMBRE TEXTO");
}

TEST_CASE("Two slashes are one that is no command") {
  CHECK(is_slash("/x"));
  CHECK(is_slash("/"));
  CHECK_FALSE(is_slash("//x"));
  CHECK_FALSE(is_slash(" /x"));
  CHECK_FALSE(is_slash(""));
  CHECK(unescape_slash("//etc/hosts") == "/etc/hosts");
  CHECK(unescape_slash("///") == "//");
  CHECK(unescape_slash("plain") == "plain");
}

TEST_CASE("What a slash command found is told in the language of who asked") {
  RoomUsers users;
  users.online = {{"u_1", "ana"}, {"u_2", "beto"}};
  users.members = {{{"u_1", "ana"}, Role::owner}};
  const Slash asked = *read_slash("/users", "general", Language::es);
  CHECK(say(asked, Answer{users}, Language::es) == "Aquí ahora (2): ana, beto\nMiembros (1): ana");
  CHECK(say(asked, Answer{users}, Language::en) == "Here now (2): ana, beto\nMembers (1): ana");
  const Slash left = *read_slash("/leave", "general", Language::pt);
  CHECK(say(left, Answer{Done{}}, Language::pt) == "Você saiu de general.");
  const Slash me = *read_slash("/me x", "general", Language::en);
  CHECK(say(me, Answer{Receipt{}}, Language::en).empty());
  const Slash msg = *read_slash("/msg beto x", "", Language::en);
  CHECK(say(msg, Answer{Receipt{}}, Language::en) == "Sent to beto.");
  const Slash help = *read_slash("/ayuda", "", Language::es);
  CHECK(say(help, Answer{}, Language::es).find("/usuarios") != std::string::npos);
  RoomView room;
  room.name = "{} General";
  room.topic = "{}";
  CHECK(say(*read_slash("/topic", "g", Language::en), Answer{room}, Language::en) ==
        "The topic of {} General: {}");
}

TEST_CASE("The language is the best of ours that Accept-Language names") {
  CHECK(language_of("") == Language::en);
  CHECK(language_of("es-MX,es;q=0.9,en;q=0.8") == Language::es);
  CHECK(language_of("de, pt-BR;q=0.7, en;q=0.3") == Language::pt);
  CHECK(language_of("en;q=0.1, ES;q=0.85") == Language::es);
  CHECK(language_of("es;q=0, pt;q=0.001") == Language::pt);
  CHECK(language_of("*;q=0.5, pt;q=0.4") == Language::en);
  CHECK(language_of("fr") == Language::en);
  CHECK(language_of(";;;,,q=,es;q=x,es;q") == Language::es);
}
