import { type Change, changed, eventItem, isChange, messageItem } from "./items.js";
import type { EventItem, Item, MessageItem, Settings } from "./types.js";
import type { Entry, Message, UserRef } from "./wire.js";

/** An item in its place: those of the log at their seq; what is in no log behind what was there when it came. */
interface Placed {
  at: number;
  item: Item;
}

/** What of a room's log is here, folded: edits, deletions, reactions and pins are in the messages. Always without a gap. */
export class Timeline {
  /** There is more before it. */
  more = true;
  #placed: Placed[] = [];
  #items: readonly Item[] | undefined;
  #lastKey = 0;
  #loads = 0;
  #missed: Change[] = []; // changes of messages that a page may be bringing as they were before

  constructor(
    readonly me: string,
    readonly mostPresence: number,
  ) {}

  get items(): readonly Item[] {
    this.#items ??= this.#placed.map((each) => each.item);
    return this.#items;
  }

  get oldest(): number | undefined {
    return this.#placed.find((each) => each.item.seq !== undefined)?.at;
  }

  message(seq: number): MessageItem | undefined {
    const item = this.#find(seq)?.item;
    return item?.kind === "message" ? item : undefined;
  }

  /** Others' messages of these entries that are not deleted. */
  count(after: number, through: number): number {
    return this.#placed.filter(({ at, item }) => at > after && at <= through && item.kind === "message" && !item.mine && !item.deleted).length;
  }

  /** The next entry of the log of a room that was `room` before it. */
  apply(entry: Entry, room: Settings): void {
    if (entry.type === "nop") return;
    if (isChange(entry)) return this.#change(entry);
    const item = entry.type === "message" ? messageItem(entry, this.me) : eventItem(entry, room);
    if (item) this.#insert(entry.seq, item);
  }

  /** A page is on its way. */
  get loading(): boolean {
    return this.#loads > 0;
  }

  beginLoad(): void {
    ++this.#loads;
  }

  endLoad(): void {
    if (--this.#loads === 0) this.#missed = [];
  }

  /** A page, as the log was at `head`. Returns how many messages were not here yet. */
  add(messages: readonly Message[], head: number): number {
    let added = 0;
    for (const message of messages) {
      if (this.#find(message.seq)) continue;
      this.#insert(message.seq, messageItem(message, this.me));
      ++added;
    }
    for (const entry of this.#missed) if (entry.seq > head) this.#change(entry);
    return added;
  }

  /** Somebody came or went: in no log, but after the entry `at`. */
  presence(user: UserRef, what: "online" | "offline", ts: number, at: number): void {
    const item: EventItem = { kind: "event", key: `p${++this.#lastKey}`, ts, user, what };
    this.#placed.splice(this.#placeOf(at + 1), 0, { at, item });
    this.#items = undefined;
    const passing = this.#placed.filter((each) => each.item.seq === undefined);
    if (passing.length > this.mostPresence) this.#placed.splice(this.#placed.indexOf(passing[0]!), 1);
  }

  clear(): void {
    this.#placed = [];
    this.#missed = [];
    this.#items = undefined;
    this.more = true;
  }

  /** Lets the oldest go. */
  keep(most: number): void {
    if (this.#placed.length <= most) return;
    this.#placed.splice(0, this.#placed.length - most);
    this.#items = undefined;
    this.more = true;
  }

  #change(entry: Change): void {
    const placed = this.#find(entry.target);
    if (placed?.item.kind === "message") {
      placed.item = changed(placed.item, entry);
      this.#items = undefined;
    } else if (this.#loads > 0) {
      this.#missed.push(entry);
    }
  }

  /** The first place that is not before this. */
  #placeOf(seq: number): number {
    let low = 0;
    let high = this.#placed.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#placed[middle]!.at < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #find(seq: number): Placed | undefined {
    const placed = this.#placed[this.#placeOf(seq)];
    return placed?.item.seq === seq ? placed : undefined;
  }

  #insert(seq: number, item: Item): void {
    const place = this.#placeOf(seq);
    if (this.#placed[place]?.item.seq === seq) return;
    this.#placed.splice(place, 0, { at: seq, item });
    this.#items = undefined;
  }
}
