#include "commands/slash.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/encoding.hpp"
#include "commands/check.hpp"

namespace workchat::commands {

namespace {

constexpr std::string_view spaces = " \t\r\n";

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(spaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

std::string_view take_word(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find_first_of(spaces));
  text.remove_prefix(word.size());
  text = trim(text);
  return word;
}

/// "#general" and "@ana", as they are written elsewhere.
std::string bare(std::string_view name, char sign) {
  if (name.size() > 1 && name.front() == sign) name.remove_prefix(1);
  return std::string(name);
}

/// What was written after the command's name, and where.
struct Line {
  std::string_view rest;
  std::string_view room;
};

/// The verb; empty optional: it was not written as its usage says.
using Read = std::optional<std::variant<Verb, std::string>>;

Read ask(Verb verb) {
  return Read(std::move(verb));
}

Read read_users(Line line) {
  if (line.rest == "*") return ask(verb::ListUsers{{}, true});
  if (!line.rest.empty() || line.room.empty()) return std::nullopt;
  return ask(verb::ListRoomUsers{std::string(line.room)});
}

Read read_rooms(Line) {
  return ask(verb::ListRooms{});
}
Read read_who_am_i(Line) {
  return ask(verb::WhoAmI{});
}

Read read_join(Line line) {
  verb::Join verb;
  verb.room = bare(take_word(line.rest), '#');
  verb.password = line.rest;
  if (verb.room.empty()) return std::nullopt;
  return ask(std::move(verb));
}

Read read_leave(Line line) {
  std::string room = line.rest.empty() ? std::string(line.room) : bare(line.rest, '#');
  if (room.empty()) return std::nullopt;
  return ask(verb::Leave{std::move(room)});
}

/// The loop knows who writes, this does not: so it is shown as Slack shows it, the text in italics.
Read read_me(Line line) {
  if (line.rest.empty() || line.room.empty()) return std::nullopt;
  verb::Post verb;
  verb.room = line.room;
  verb.text = "*" + std::string(line.rest) + "*";
  verb.format = Format::markdown;
  return ask(std::move(verb));
}

Read read_msg(Line line) {
  verb::PostDirect verb;
  verb.user = bare(take_word(line.rest), '@');
  verb.text = line.rest;
  if (verb.user.empty() || verb.text.empty()) return std::nullopt;
  return ask(std::move(verb));
}

Read read_topic(Line line) {
  if (line.room.empty()) return std::nullopt;
  if (line.rest.empty()) return ask(verb::GetRoom{std::string(line.room)});
  verb::ChangeRoom verb;
  verb.room = line.room;
  verb.topic = std::string(line.rest);
  return ask(std::move(verb));
}

/// A command on somebody, whose name is all it takes: `make(room, user)`.
template <typename Make>
Read on_somebody(Line line, Make make) {
  const std::string_view name = take_word(line.rest);
  if (name.empty() || !line.rest.empty() || line.room.empty()) return std::nullopt;
  return ask(make(std::string(line.room), bare(name, '@')));
}

Read read_invite(Line line) {
  return on_somebody(line, [](auto room, auto user) { return verb::SetMember{room, user, Role::member}; });
}

Read read_kick(Line line) {
  return on_somebody(line, [](auto room, auto user) { return verb::Kick{room, user}; });
}

Read read_ban(Line line) {
  return on_somebody(line, [](auto room, auto user) { return verb::Ban{room, user, true}; });
}

Read read_unban(Line line) {
  return on_somebody(line, [](auto room, auto user) { return verb::Ban{room, user, false}; });
}

Read read_unmute(Line line) {
  return on_somebody(line, [](auto room, auto user) { return verb::Mute{room, user, false, 0}; });
}

Read read_mute(Line line) {
  verb::Mute verb;
  verb.room = line.room;
  verb.user = bare(take_word(line.rest), '@');
  if (verb.user.empty() || line.room.empty()) return std::nullopt;
  if (!line.rest.empty()) {
    const auto minutes = base::to_integer(line.rest);
    if (!minutes || *minutes < 1 || *minutes > 525'600) return std::nullopt;
    verb.for_ms = *minutes * 60'000;
  }
  return ask(std::move(verb));
}

/// What stands after the command, in the order of Language.
using Usage = std::array<std::string_view, 3>;

struct SlashRow {
  std::string_view names;  ///< the first one is canonical
  Usage usage;
  Read (*read)(Line line);  ///< null: help
};

constexpr Usage one_name = {" NAME", " NOMBRE", " NOME"};

constexpr SlashRow slash_rows[] = {
    {"help|ayuda|ajuda", {}, nullptr},
    {"users|usuarios|usuários", {" [*]", " [*]", " [*]"}, read_users},
    {"rooms|salas", {}, read_rooms},
    {"join|entrar|unirse", {" ROOM [PASSWORD]", " SALA [CONTRASEÑA]", " SALA [SENHA]"}, read_join},
    {"leave|salir|sair", {" [ROOM]", " [SALA]", " [SALA]"}, read_leave},
    {"me", {" TEXT", " TEXTO", " TEXTO"}, read_me},
    {"msg|mensaje|mensagem|dm", {" NAME TEXT", " NOMBRE TEXTO", " NOME TEXTO"}, read_msg},
    {"whoami|quiensoy|quemsou", {}, read_who_am_i},
    {"topic|tema|assunto", {" [TEXT]", " [TEXTO]", " [TEXTO]"}, read_topic},
    {"invite|invitar|convidar", one_name, read_invite},
    {"kick|expulsar", one_name, read_kick},
    {"ban|vetar|banir", one_name, read_ban},
    {"unban|readmitir", one_name, read_unban},
    {"unmute|desilenciar|dessilenciar", one_name, read_unmute},
    {"mute|silenciar", {" NAME [MINUTES]", " NOMBRE [MINUTOS]", " NOME [MINUTOS]"}, read_mute},
};

const SlashRow* find_row(std::string_view word) {
  std::string name(word);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  for (const SlashRow& row : slash_rows) {
    if (is_choice(row.names, name)) return &row;
  }
  return nullptr;
}

}  // namespace

Result<Slash> read_slash(std::string_view text, std::string_view room, Language language) {
  std::string_view rest = text.substr(1);
  const std::string_view word = rest.substr(0, rest.find_first_of(spaces));
  rest = trim(rest.substr(word.size()));
  const SlashRow* row = find_row(word);
  if (!row) {
    Error error;
    error.code = Errc::unknown_command;
    error.message = phrase(Phrase::unknown_command, language);
    return error;
  }
  const std::string_view command = row->names.substr(0, row->names.find('|'));
  if (!row->read) return Slash{command, phrase(Phrase::help, language)};
  Read read = row->read({rest, room});
  if (read) return Slash{command, std::move(*read)};
  Error error;
  error.code = Errc::invalid;
  error.field = "text";
  const std::string usage = "/" + std::string(word) + std::string(row->usage[static_cast<std::size_t>(language)]);
  error.message = phrase(Phrase::usage, language, {usage});
  return error;
}

bool is_slash(std::string_view text) {
  return !text.empty() && text[0] == '/' && (text.size() == 1 || text[1] != '/');
}

std::string_view unescape_slash(std::string_view text) {
  return text.substr(0, 2) == "//" ? text.substr(1) : text;
}

}  // namespace workchat::commands
