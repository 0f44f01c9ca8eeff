import type { Clock } from "./types.js";

const LONGEST_MS = 2 ** 31 - 1; // of setTimeout, which takes more for nothing

export const realClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.min(ms, LONGEST_MS));
    return () => clearTimeout(timer);
  },
};

/** One alarm: setting it again forgets the time before. */
export class Alarm {
  #cancel: (() => void) | undefined;

  constructor(readonly clock: Clock) {}

  get isSet(): boolean {
    return this.#cancel !== undefined;
  }

  set(ms: number, run: () => void): void {
    this.clear();
    this.#cancel = this.clock.after(ms, () => {
      this.#cancel = undefined;
      run();
    });
  }

  clear(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
