import type { KeyStorage } from "./types.js";

/** A value in the storage, as JSON. A storage that is full, forbidden or holds rubbish is as one that is empty. */
export class Drawer<T> {
  constructor(
    readonly storage: KeyStorage | undefined,
    readonly key: string,
    readonly fits: (value: any) => boolean,
  ) {}

  get(): T | undefined {
    try {
      const text = this.storage?.getItem(this.key);
      if (!text) return undefined;
      const value: unknown = JSON.parse(text);
      return this.fits(value) ? (value as T) : undefined;
    } catch {
      return undefined;
    }
  }

  put(value: T): void {
    try {
      this.storage?.setItem(this.key, JSON.stringify(value));
    } catch {
      // What is in memory goes on; only a reload would miss it.
    }
  }

  clear(): void {
    try {
      this.storage?.removeItem(this.key);
    } catch {
      // As above.
    }
  }
}
