import type { KeyStorage } from "@workchat/client";

/** What this tab keeps through a reload. Where the browser keeps nothing (cookies forbidden, no room), as long as the page lives. */
class TabStorage implements KeyStorage {
  readonly #unkept = new Map<string, string>();

  getItem(key: string): string | null {
    return this.#unkept.get(key) ?? attempt(() => sessionStorage.getItem(key)) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#unkept.set(key, value);
    attempt(() => {
      sessionStorage.setItem(key, value);
      this.#unkept.delete(key);
    });
  }

  removeItem(key: string): void {
    this.#unkept.delete(key);
    attempt(() => sessionStorage.removeItem(key));
  }
}

/** Even to name the storage may throw. */
function attempt<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}

export const tabStorage: KeyStorage = new TabStorage();
