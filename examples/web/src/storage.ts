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

/** What this browser remembers: there may be a cookie, which no script sees; or its reader has an account. */
export type Remembered = "workchat.known" | "workchat.account";

export function isRemembered(what: Remembered): boolean {
  return attempt(() => localStorage.getItem(what)) != null;
}

/** Where nothing is kept, one signs in again. */
export function remember(what: Remembered, so: boolean): void {
  attempt(() => (so ? localStorage.setItem(what, "1") : localStorage.removeItem(what)));
}
