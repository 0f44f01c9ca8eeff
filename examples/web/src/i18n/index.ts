import { html } from "lit";
import { en, type Key, type PluralKey, type Texts } from "./en.ts";
import { es } from "./es.ts";
import { pt } from "./pt.ts";

export type { Key, PluralKey } from "./en.ts";
export type Language = "en" | "es" | "pt";
export type Values = Readonly<Record<string, string | number>>;

const texts: Record<Language, Texts> = { en, es, pt };

/** Each language by its own name, as somebody looks for it who does not read the present one. */
export const languages: ReadonlyArray<readonly [Language, string]> = [
  ["en", "English"],
  ["es", "Español"],
  ["pt", "Português"],
];

export function isLanguage(word: string | null | undefined): word is Language {
  return word === "en" || word === "es" || word === "pt";
}

/** The first that the browser asks for and that is there. */
export function preferred(wanted: readonly string[] = navigator.languages): Language {
  return wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? "en";
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** The texts of one language, and how it writes numbers and times. */
export class Speech {
  /** The order of words in this language. */
  readonly compare: (a: string, b: string) => number;
  readonly #texts: Texts;
  readonly #plurals: Intl.PluralRules;
  readonly #numbers: Intl.NumberFormat;

  constructor(readonly language: Language) {
    this.compare = new Intl.Collator(language).compare;
    this.#texts = texts[language];
    this.#plurals = new Intl.PluralRules(language);
    this.#numbers = new Intl.NumberFormat(language);
  }

  say(key: Key, values: Values = {}): string {
    return fill(this.#texts[key], values);
  }

  /** As `say`, to be drawn: a name that is written the other way leaves the words around it where they are. */
  draw(key: Key, values: Values): unknown[] {
    return this.#texts[key].split(/\{(\w+)\}/).map((piece, at) => (at % 2 ? html`<bdi>${values[piece] ?? ""}</bdi>` : piece));
  }

  count(key: PluralKey, count: number, values: Values = {}): string {
    const forms = this.#texts[key];
    const form = this.#plurals.select(count);
    const text = (form === "one" ? forms.one : form === "many" ? forms.many : undefined) ?? forms.other;
    return fill(text, { ...values, count: this.#numbers.format(count) });
  }
}
