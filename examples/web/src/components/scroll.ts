/** Near enough to the end to count as there. */
const NEAR = 40;

/** Keeps what somebody reads where it is while the list grows above or below it; at the end, it stays at the end. */
export class ScrollKeeper {
  atEnd = true;
  #anchor: HTMLElement | undefined;
  #offset = 0;

  constructor(private readonly scroller: () => HTMLElement | null) {}

  /** Somebody scrolled: are they at the end? */
  look(): void {
    const box = this.scroller();
    if (box) this.atEnd = box.scrollHeight - box.scrollTop - box.clientHeight <= NEAR;
  }

  /** Before the list changes. */
  remember(rows: () => Iterable<HTMLElement>): void {
    const box = this.scroller();
    this.#anchor = undefined;
    if (!box || this.atEnd) return;
    const top = box.getBoundingClientRect().top;
    for (const row of rows()) {
      const { top: rowTop, bottom } = row.getBoundingClientRect();
      if (bottom <= top) continue;
      this.#anchor = row;
      this.#offset = rowTop - top;
      return;
    }
  }

  /** After it has changed. */
  restore(): void {
    const box = this.scroller();
    if (!box) return;
    if (this.atEnd) return this.toEnd();
    if (!this.#anchor?.isConnected) return;
    const moved = this.#anchor.getBoundingClientRect().top - box.getBoundingClientRect().top - this.#offset;
    if (moved) box.scrollTop += moved;
  }

  toEnd(smooth = false): void {
    const box = this.scroller();
    if (!box) return;
    this.atEnd = true;
    if (smooth && !matchMedia("(prefers-reduced-motion: reduce)").matches) box.scrollTo({ top: box.scrollHeight, behavior: "smooth" });
    else box.scrollTop = box.scrollHeight;
  }

  /** Begins to read at this row. */
  toRow(row: HTMLElement): void {
    const box = this.scroller();
    if (!box) return;
    box.scrollTop += row.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 4;
    this.look();
  }
}
