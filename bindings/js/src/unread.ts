import type { Room } from "./wire.js";

/** What is unread, between the counts that the server gives: those are of a state of the log (`asOf`), later entries count on. */
export class Unread {
  unread = 0;
  mentions = 0;
  /** The read marker. */
  read = 0;
  #asOf = 0;
  #newest = 0; // of others' messages

  /** The server's counts; `later`: others' messages here that it had not counted yet. */
  set(room: Room, later: number): void {
    // Read here, and not told yet: those counts are of before.
    if ((room.read ?? 0) < this.read) return;
    this.#asOf = room.head;
    this.read = room.read ?? 0;
    this.unread = (room.unread ?? 0) + later;
    this.mentions = room.mentions ?? 0;
  }

  /** The log was begun again. */
  reset(): void {
    this.unread = this.mentions = this.read = this.#asOf = this.#newest = 0;
  }

  get asOf(): number {
    return this.#asOf;
  }

  message(seq: number): void {
    this.#newest = Math.max(this.#newest, seq);
    if (seq > this.#asOf && seq > this.read) ++this.unread;
  }

  mention(seq: number): void {
    if (seq > this.#asOf && seq > this.read) ++this.mentions;
  }

  /** Another's message was deleted by the entry `by`. */
  deleted(seq: number, by: number): void {
    if (by > this.#asOf && seq > this.read && this.unread > 0) --this.unread;
  }

  /** The marker went on. False: how much is left, only the server knows. */
  readTo(seq: number): boolean {
    if (seq <= this.read) return true;
    this.read = seq;
    if (this.unread === 0) return true;
    if (seq < Math.max(this.#newest, this.#asOf)) return false;
    this.unread = 0;
    this.mentions = 0;
    return true;
  }
}
