#include "commands/words.hpp"

#include <array>

namespace workchat::commands {

namespace {

struct PhraseRow {
  Phrase phrase;
  std::array<std::string_view, 3> texts;  // in the order of Language
};

constexpr PhraseRow phrase_rows[] = {
    {Phrase::help,
     {"Commands:\n"
      "/users: who is in this room; /users *: everyone connected\n"
      "/rooms: the rooms there are\n"
      "/join ROOM [PASSWORD]: enter a room\n"
      "/leave [ROOM]: stop being a member\n"
      "/me TEXT: say what you are doing\n"
      "/msg NAME TEXT: a direct message\n"
      "/topic [TEXT]: show or set the topic\n"
      "/invite NAME, /kick NAME, /ban NAME, /mute NAME [MINUTES], /unban NAME, /unmute NAME\n"
      "/whoami: your own name\n"
      "A text that is to begin with / is written with two of them: //",
      "Comandos:\n"
      "/usuarios: quién está en esta sala; /usuarios *: todos los conectados\n"
      "/salas: las salas que hay\n"
      "/entrar SALA [CONTRASEÑA]: entrar en una sala\n"
      "/salir [SALA]: dejar de ser miembro\n"
      "/me TEXTO: decir lo que haces\n"
      "/mensaje NOMBRE TEXTO: un mensaje directo\n"
      "/tema [TEXTO]: ver o cambiar el tema\n"
      "/invitar NOMBRE, /expulsar NOMBRE, /vetar NOMBRE, /silenciar NOMBRE [MINUTOS], /readmitir NOMBRE, /desilenciar NOMBRE\n"
      "/quiensoy: tu propio nombre\n"
      "Un texto que ha de empezar con / se escribe con dos: //",
      "Comandos:\n"
      "/usuários: quem está nesta sala; /usuários *: todos os conectados\n"
      "/salas: as salas que existem\n"
      "/entrar SALA [SENHA]: entrar em uma sala\n"
      "/sair [SALA]: deixar de ser membro\n"
      "/me TEXTO: dizer o que você está fazendo\n"
      "/mensagem NOME TEXTO: uma mensagem direta\n"
      "/assunto [TEXTO]: ver ou mudar o assunto\n"
      "/convidar NOME, /expulsar NOME, /banir NOME, /silenciar NOME [MINUTOS], /readmitir NOME, /dessilenciar NOME\n"
      "/quemsou: o seu próprio nome\n"
      "Um texto que deve começar com / é escrito com duas: //"}},
    {Phrase::unknown_command,
     {"There is no such command; /help lists them. To send a text that begins with /, write // instead.",
      "Ese comando no existe; /ayuda los enumera. Para enviar un texto que empiece con /, escribe //.",
      "Esse comando não existe; /ajuda mostra a lista. Para enviar um texto que comece com /, escreva //."}},
    {Phrase::usage, {"Write it so: {}", "Se escribe así: {}", "Escreve-se assim: {}"}},
    {Phrase::here_now, {"Here now ({}): {}", "Aquí ahora ({}): {}", "Aqui agora ({}): {}"}},
    {Phrase::members, {"Members ({}): {}", "Miembros ({}): {}", "Membros ({}): {}"}},
    {Phrase::connected_now,
     {"Connected now ({}): {}", "Conectados ahora ({}): {}", "Conectados agora ({}): {}"}},
    {Phrase::rooms, {"Rooms ({}):\n{}", "Salas ({}):\n{}", "Salas ({}):\n{}"}},
    {Phrase::joined, {"You are in {}.", "Estás en {}.", "Você está em {}."}},
    {Phrase::left, {"You have left {}.", "Has salido de {}.", "Você saiu de {}."}},
    {Phrase::sent, {"Sent to {}.", "Enviado a {}.", "Enviado a {}."}},
    {Phrase::who, {"You are {} ({}).", "Eres {} ({}).", "Você é {} ({})."}},
    {Phrase::topic, {"The topic of {}: {}", "El tema de {}: {}", "O assunto de {}: {}"}},
    {Phrase::no_topic, {"{} has no topic.", "{} no tiene tema.", "{} não tem assunto."}},
    {Phrase::invited, {"{} is invited.", "{} tiene una invitación.", "{} recebeu um convite."}},
    {Phrase::kicked, {"{} was removed.", "Se ha expulsado a {}.", "{} foi expulso(a)."}},
    {Phrase::banned, {"{} is banned.", "Se ha vetado a {}.", "{} foi banido(a)."}},
    {Phrase::muted, {"{} is muted.", "Se ha silenciado a {}.", "{} foi silenciado(a)."}},
    {Phrase::unbanned, {"{} may come back.", "{} puede volver.", "{} pode voltar."}},
    {Phrase::unmuted, {"{} may write again.", "{} puede escribir de nuevo.", "{} pode escrever de novo."}},
};

}  // namespace

std::string phrase(Phrase phrase, Language language, std::initializer_list<std::string_view> parts) {
  std::string_view pattern;
  for (const PhraseRow& row : phrase_rows) {
    if (row.phrase == phrase) pattern = row.texts[static_cast<std::size_t>(language)];
  }
  std::string out;
  for (const std::string_view part : parts) {
    const std::size_t gap = pattern.find("{}");
    if (gap == std::string_view::npos) break;
    out.append(pattern.substr(0, gap)).append(part);
    pattern.remove_prefix(gap + 2);
  }
  return out.append(pattern);
}

}  // namespace workchat::commands
