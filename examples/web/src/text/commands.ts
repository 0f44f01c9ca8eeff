import type { Key, Language, Speech } from "../i18n/index.ts";

export interface SlashCommand {
  /** As each language writes it; the English one works everywhere. */
  readonly names: Readonly<Record<Language, string>>;
  readonly fields: string;
  readonly does: Key;
  readonly moderators?: true;
  /** Its NAME is mostly somebody who is not here. */
  readonly anybody?: "all" | "absent";
}

function command(does: Key, fields: string, en: string, es = en, pt = es): SlashCommand {
  return { does, fields, names: { en, es, pt } };
}

export const commands: readonly SlashCommand[] = [
  command("command_help", "", "/help", "/ayuda", "/ajuda"),
  command("command_users", "[*]", "/users", "/usuarios", "/usuários"),
  command("command_rooms", "", "/rooms", "/salas"),
  command("command_join", "ROOM [PASSWORD]", "/join", "/entrar"),
  command("command_leave", "[ROOM]", "/leave", "/salir", "/sair"),
  command("command_me", "TEXT", "/me"),
  { ...command("command_msg", "NAME TEXT", "/msg", "/mensaje", "/mensagem"), anybody: "all" },
  command("command_whoami", "", "/whoami", "/quiensoy", "/quemsou"),
  command("command_topic", "[TEXT]", "/topic", "/tema", "/assunto"),
  { ...command("command_invite", "NAME", "/invite", "/invitar", "/convidar"), anybody: "absent" },
  { ...command("command_kick", "NAME", "/kick", "/expulsar"), moderators: true },
  { ...command("command_ban", "NAME", "/ban", "/vetar", "/banir"), moderators: true },
  { ...command("command_mute", "NAME [MINUTES]", "/mute", "/silenciar"), moderators: true },
  { ...command("command_unban", "NAME", "/unban", "/readmitir"), moderators: true },
  { ...command("command_unmute", "NAME", "/unmute", "/desilenciar", "/dessilenciar"), moderators: true },
];

const fieldWords: Readonly<Record<string, Key>> = {
  ROOM: "field_room", PASSWORD: "field_password", TEXT: "field_text", NAME: "field_name", MINUTES: "field_minutes",
};

/** What follows the name of a command, in the reader's language. */
export function fieldsOf({ fields }: SlashCommand, speech: Speech): string {
  return fields.replace(/[A-Z]+/g, (word) => speech.say(fieldWords[word]!));
}

/** What of a text is a message of its writer's own words; nothing of other commands. */
export function wordsOf(text: string): string {
  const told = /^\/(?:msg|mensaje|mensagem|dm)\s+\S+\s+(.*)$/is.exec(text);
  return told ? told[1]! : isCommand(text) ? "" : text;
}

/** A text that the server takes as a command, not as a message. */
export function isCommand(text: string): boolean {
  return text.startsWith("/") && !text.startsWith("//");
}
