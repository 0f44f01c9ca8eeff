import { tabStorage } from "./storage.ts";
import type { Store } from "./store.ts";

const LAST = "workchat.room";

/** The document around the element, where the element is the page: title, icon, address, language and theme. */
export class Document {
  #shown = "";
  #asked = false;
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
    if (room) this.#showAddress(room.id);
    else if (this.#left) this.#forget();
    const asks = this.store.asking?.what === "password";
    if (this.#asked && !asks && room) this.#correctAddress();
    this.#asked = asks;
  }

  /** Out of the last room, or signed out on purpose: nobody is to be led back in by a reload. */
  get #left(): boolean {
    const { client, signedIn } = this.store;
    return this.#shown !== "" && (signedIn ? client.state === "online" : client.signedOutBy !== "expired");
  }

  #forget(): void {
    this.#shown = "";
    tabStorage.removeItem(LAST);
    history.replaceState(null, "", location.pathname + location.search);
  }

  /** It led nowhere. */
  #correctAddress(): void {
    if (this.#shown && named() !== this.#shown) history.replaceState(null, "", `#${encodeURIComponent(this.#shown)}`);
  }

  #showAddress(id: string): void {
    if (id === this.#shown) return;
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
    if (!id || id === this.store.room?.id) return;
    if (this.store.asking) this.store.ask(undefined); // it may be about the room that one goes away from
    void this.store.follow(id).catch((error) => {
      this.store.ledNowhere(id, error);
      if (named() === id) this.#correctAddress();
    });
  }
}

function named(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
}
