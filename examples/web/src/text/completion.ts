import type { UserRef } from "@workchat/client";
import type { Speech } from "../i18n/index.ts";
import { commands, fieldsOf } from "./commands.ts";
import { findEmoji } from "./emoji.ts";
import { folded } from "./format.ts";

const MOST = 8;

export interface Suggestion {
  /** What takes the place of the word that was begun. */
  readonly insert: string;
  readonly label: string;
  readonly detail: string;
  readonly sign?: string;
  readonly user?: UserRef;
}

export interface Completion {
  /** Where the word begins that a suggestion replaces. */
  readonly start: number;
  readonly suggestions: readonly Suggestion[];
}

export interface Knows {
  readonly speech: Speech;
  /** Who may be meant here, which of them have left, and who is somewhere. */
  readonly people: readonly UserRef[];
  readonly left: ReadonlySet<string>;
  readonly everybody: readonly UserRef[];
  readonly moderates: boolean;
}

/** What may be meant by the word at whose end the caret stands. */
export function complete(text: string, caret: number, knows: Knows): Completion | undefined {
  const before = text.slice(0, caret);
  const word = /\S*$/.exec(before)![0];
  const start = caret - word.length;
  let suggestions: Suggestion[] = [];
  if (start === 0 && /^\/[\p{L}]*$/u.test(word)) suggestions = ofCommands(word, knows);
  else if (whoIsNamed(before)) suggestions = ofPeople(word.replace(/^@/, ""), meant(whoIsNamed(before)!, knows), "");
  else if (/^@[\p{L}\p{M}\p{N}._-]*$/u.test(word)) suggestions = ofPeople(word.slice(1), knows.people, "@");
  else if (/^:[a-z0-9_+-]{2,}$/i.test(word)) suggestions = ofEmoji(word.slice(1));
  return suggestions.length ? { start, suggestions } : undefined;
}

function ofCommands(word: string, { speech, moderates }: Knows): Suggestion[] {
  const wanted = folded(word);
  return commands
    .filter((command) => moderates || !command.moderators)
    .filter(({ names }) => Object.values(names).some((name) => folded(name).startsWith(wanted)))
    .map((command) => {
      const { names, fields, does } = command;
      const own = names[speech.language];
      const name = folded(own).startsWith(wanted) ? own : Object.values(names).find((other) => folded(other).startsWith(wanted))!;
      return { insert: fields ? `${name} ` : name, label: `${name} ${fieldsOf(command, speech)}`.trim(), detail: speech.say(does) };
    });
}

/** "/kick an": the first field of the command is somebody's name. Whose it may be; undefined: it is no such command. */
export function whoIsNamed(before: string): "here" | "all" | "absent" | undefined {
  const written = /^(\/\p{L}+)\s+\S*$/u.exec(before)?.[1];
  if (written === undefined) return undefined;
  const found = commands.find(({ names, fields }) => fields.startsWith("NAME") && Object.values(names).some((name) => folded(name) === folded(written)));
  return found && (found.anybody ?? "here");
}

function meant(who: "here" | "all" | "absent", { people, left, everybody }: Knows): readonly UserRef[] {
  if (who === "here") return people;
  const known = new Set(people.map(({ id }) => id));
  if (who === "all") return [...people, ...everybody.filter(({ id }) => !known.has(id))];
  return everybody.filter(({ id }) => !known.has(id) || left.has(id));
}

function ofPeople(word: string, people: readonly UserRef[], sign: string): Suggestion[] {
  const wanted = folded(word);
  // What was written in full first: who then presses Enter means that one.
  const rank = ({ name }: UserRef): number => (folded(name) === wanted ? 0 : folded(name).startsWith(wanted) ? 1 : 2);
  return people
    .filter((user) => folded(user.name).includes(wanted))
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, MOST)
    .map((user) => ({ insert: `${sign}${user.name} `, label: user.name, detail: "", user }));
}

function ofEmoji(word: string): Suggestion[] {
  return findEmoji(word, MOST).map(({ sign, names }) => ({ insert: `${sign} `, label: `:${names[0]}:`, detail: "", sign }));
}
