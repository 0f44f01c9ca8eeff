import { tabStorage } from "./storage.ts";
import type { Store } from "./store.ts";

const LAST = "workchat.room";

/** The document around the element, where the element is the page: title, icon, address, language and theme. */
export class Document {
  #shown = "";
  readonly #onHash = () => this.#follow();

  constructor(private readonly store: Store) {
    addEventListener("hashchange", this.#onHash);
  }

  close(): void {
    removeEventListener("hashchange", this.#onHash);
  }

  /** The room that the address names, or this tab was in last. */
  room(): string | undefined {
    return named() || tabStorage.getItem(LAST) || undefined;
  }

  show(): void {
    const { room, preferences, speech, unread } = this.store;
    const root = document.documentElement;
    // Even the same language, set again, has the browser style the whole page anew.
    if (root.lang !== speech.language) root.lang = speech.language;
    root.dataset.theme = preferences.theme;
    const place = room ? `${this.store.nameOf(room)} · ` : "";
    document.title = `${unread ? `(${unread}) ` : ""}${place}${speech.say("app")}`;
    const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
    const href = unread ? "/favicon-unread.svg" : "/favicon.svg";
    if (icon && icon.getAttribute("href") !== href) icon.href = href;
    this.#showAddress(room?.id);
  }

  #showAddress(id: string | undefined): void {
    if (!id || id === this.#shown) return;
    const first = this.#shown === "";
    this.#shown = id;
    tabStorage.setItem(LAST, id);
    if (named() === id) return;
    const address = `#${encodeURIComponent(id)}`;
    if (first) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
  }

  #follow(): void {
    const id = named();
    if (id && id !== this.store.room?.id) void this.store.follow(id).catch((error) => this.store.problem(error));
  }
}

function named(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
}
