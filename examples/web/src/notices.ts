/** A line that only this reader sees. */
export interface Notice {
  readonly key: string;
  readonly ts: number;
  /** The newest entry of the room's log when it was said. */
  readonly after: number;
  readonly text: string;
  readonly bad: boolean;
}

/** Kept for each room; older ones go. */
const MOST = 20;

/** What was said to this reader alone: answers of commands, and what went wrong without a place of its own. */
export class Notices {
  readonly #rooms = new Map<string, readonly Notice[]>();
  #counter = 0;

  of(room: string): readonly Notice[] {
    return this.#rooms.get(room) ?? [];
  }

  add(room: string, after: number, text: string, bad: boolean): void {
    this.#counter += 1;
    const notice = { key: `notice-${this.#counter}`, ts: Date.now(), after, text, bad };
    this.#rooms.set(room, [...this.of(room), notice].slice(-MOST));
  }

  /** What was said where no room was shown comes into the first one that is. */
  move(from: string, to: string): void {
    const moved = [...this.of(to), ...this.of(from)].slice(-MOST);
    if (this.#rooms.delete(from)) this.#rooms.set(to, moved);
  }

  dismiss(room: string, key: string): void {
    this.#rooms.set(room, this.of(room).filter((notice) => notice.key !== key));
  }

  /** The room is gone; another one may have its id. */
  drop(room: string): void {
    this.#rooms.delete(room);
  }

  clear(): void {
    this.#rooms.clear();
  }
}
