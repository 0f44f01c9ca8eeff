import { isLanguage, preferred, type Language } from "./i18n/index.ts";

export type Theme = "auto" | "light" | "dark";

const KEY = "workchat.preferences";

interface Kept {
  language?: Language;
  theme?: Theme;
  markdown?: boolean;
}

/** What a reader chose, kept for all tabs of this browser; the attributes of the element are the defaults. */
export class Preferences {
  #kept: Kept;

  constructor(public defaults: { language?: Language; theme?: Theme } = {}) {
    this.#kept = read();
  }

  get language(): Language {
    return this.#kept.language ?? this.defaults.language ?? preferred();
  }

  get theme(): Theme {
    return this.#kept.theme ?? this.defaults.theme ?? "auto";
  }

  get markdown(): boolean {
    return this.#kept.markdown ?? true;
  }

  set(change: Kept): void {
    this.#kept = { ...read(), ...change };
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#kept));
    } catch {
      // A browser that keeps nothing still chats.
    }
  }
}

export function isTheme(word: unknown): word is Theme {
  return word === "auto" || word === "light" || word === "dark";
}

function read(): Kept {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    const { language, theme, markdown } = kept as Record<string, unknown>;
    return {
      ...(isLanguage(language as string) && { language: language as Language }),
      ...(isTheme(theme) && { theme }),
      ...(typeof markdown === "boolean" && { markdown }),
    };
  } catch {
    return {};
  }
}
