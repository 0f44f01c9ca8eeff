/** Waits that grow, each anywhere below its bound ("full jitter"), so that a crowd does not come back at once. */
export class Backoff {
  #tries = 0;

  constructor(
    readonly fromMs: number,
    readonly toMs: number,
    readonly random: () => number,
  ) {}

  next(): number {
    const most = Math.min(this.toMs, this.fromMs * 2 ** Math.min(this.#tries++, 30));
    return Math.floor(this.random() * most);
  }

  reset(): void {
    this.#tries = 0;
  }
}
