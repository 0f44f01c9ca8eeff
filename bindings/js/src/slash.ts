import type { Format } from "./wire.js";

/** `//` stands for one `/` of text. */
export function isCommand(text: string): boolean {
  return text.startsWith("/") && !text.startsWith("//");
}

/** Commands that post, and carry the client_id: they wait in the outbox as messages do. */
const POSTING = /^\/(me|msg|mensaje|mensagem|dm)(\s|$)/i;

export function posts(text: string): boolean {
  return !isCommand(text) || POSTING.test(text);
}

/** How a draft looks in its room while it waits; undefined where nothing of it will stand there. */
export function preview(text: string, format: Format): { text: string; format: Format } | undefined {
  const me = /^\/me\s+(.*)$/is.exec(text);
  if (me) return { text: `*${me[1]}*`, format: "markdown" };
  if (isCommand(text)) return undefined;
  return { text: text.startsWith("//") ? text.slice(1) : text, format };
}
