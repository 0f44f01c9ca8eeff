import type { KeyStorage } from "@workchat/client";

const PREFIX = "workchat.draft.";

/** What was begun in each room and not sent; it survives a reload of the tab. */
export class Drafts {
  constructor(private readonly storage: KeyStorage) {}

  get(room: string): string {
    return this.storage.getItem(PREFIX + room) ?? "";
  }

  set(room: string, text: string): void {
    try {
      if (text) this.storage.setItem(PREFIX + room, text);
      else this.storage.removeItem(PREFIX + room);
    } catch {
      // The storage is full: the draft lives as long as the composer shows it.
    }
  }
}
