import type { Speech } from "../i18n/index.ts";

/** Times as the reader's language writes them. */
export class Times {
  readonly #clock: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;
  readonly #dayOfAnotherYear: Intl.DateTimeFormat;
  readonly #full: Intl.DateTimeFormat;

  constructor(private readonly speech: Speech) {
    const { language } = speech;
    this.#clock = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
    this.#day = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
    this.#dayOfAnotherYear = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" });
    this.#full = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });
  }

  clock(ts: number): string {
    return this.#clock.format(ts);
  }

  /** Where there is little room: without the half of the day. */
  short(ts: number): string {
    return this.#clock.formatToParts(ts).filter(({ type }) => type === "hour" || type === "minute").map(({ value }) => value).join(":");
  }

  full(ts: number): string {
    return this.#full.format(ts);
  }

  day(ts: number, now = new Date()): string {
    const date = new Date(ts);
    if (sameDay(ts, now.getTime())) return this.speech.say("today");
    const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
    if (sameDay(ts, yesterday.getTime())) return this.speech.say("yesterday");
    const text = (date.getFullYear() === now.getFullYear() ? this.#day : this.#dayOfAnotherYear).format(date);
    return text.charAt(0).toLocaleUpperCase(this.speech.language) + text.slice(1);
  }
}

function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

export function nextMidnight(ts: number): number {
  const date = new Date(ts);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
}

export function iso(ts: number): string {
  return new Date(ts).toISOString();
}

/** One or two letters that stand for a name. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : [words[0] ?? name];
  return letters.map((word) => [...word!][0] ?? "").join("").toLocaleUpperCase();
}

const HUES = 12;

/** The same colour for the same name, wherever it appears. */
export function hue(name: string): string {
  let hash = 0x811c9dc5; // FNV-1a
  for (const letter of name.toLowerCase()) hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193);
  return `hue-${(hash >>> 16) % HUES}`;
}

/** Code points, which is what the server's limits count. */
export function length(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** For comparing what somebody types with a name. */
export function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
