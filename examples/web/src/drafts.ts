import type { KeyStorage } from "@workchat/client";

const PREFIX = "workchat.draft.";

/** What was begun in each room and not sent; it survives a reload of the tab, and nobody else finds it who signs in there. */
export class Drafts {
  constructor(
    private readonly storage: KeyStorage,
    private readonly user: () => string | undefined,
  ) {}

  get(room: string): string {
    return this.storage.getItem(this.#key(room)) ?? "";
  }

  set(room: string, text: string): void {
    if (text) this.storage.setItem(this.#key(room), text);
    else this.storage.removeItem(this.#key(room));
  }

  #key(room: string): string {
    return `${PREFIX}${this.user() ?? ""}.${room}`;
  }
}
