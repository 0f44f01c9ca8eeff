import type { ChatError } from "./errors.js";
import { Cursor } from "./cursor.js";
import type { RoomHost } from "./host.js";
import { settingsOf } from "./items.js";
import type { Draft } from "./outbox.js";
import { pinned } from "./pin.js";
import { People, Typing } from "./presence.js";
import { ReadMarker } from "./read_marker.js";
import { RoomView } from "./room_view.js";
import { Timeline } from "./timeline.js";
import { Tail } from "./tail.js";
import type { Item, Settings } from "./types.js";
import { Unread } from "./unread.js";
import type { Entry, Joined, Message, MessagePage, Presence, Room, RoomUsers, UserRef } from "./wire.js";

/** All that is known of one room, as its frames tell it. */
export class RoomState {
  readonly cursor = new Cursor();
  readonly timeline: Timeline;
  readonly people = new People();
  readonly typing: Typing;
  readonly unread = new Unread();
  readonly marker: ReadMarker;
  readonly tail: Tail;
  readonly view: RoomView;
  /** The newest page has been loaded. */
  loaded = false;
  shown = false;
  gone = false;
  /** Who deleted it, while the resume that is under way has yet to say whether it goes on as a new one of its id. */
  deletedBy: UserRef | undefined;
  /** When the room was made whose log the cursor is in: `room` may be another one of this id already. */
  made = 0;
  #settings!: Settings; // as they are at the cursor
  #items: readonly Item[] | undefined;
  #generation = 0; // of the cache; a page of an older one is thrown away
  #counting = false;
  #naming = false;

  constructor(
    readonly host: RoomHost,
    public room: Room,
  ) {
    this.timeline = new Timeline(host.user.id, host.bounds.presenceItems);
    this.typing = new Typing(host.clock, host.bounds.typingShownMs, () => host.changed(this));
    this.tail = new Tail(host.outbox, room.id, host.user);
    this.marker = new ReadMarker(this);
    this.view = new RoomView(this);
    this.startAt(room);
  }

  get id(): string {
    return this.room.id;
  }

  /** What it is asked for by: whatever its id leads to may be another by then. */
  get very(): string {
    return pinned({ id: this.id, epoch: this.cursor.epoch });
  }

  get items(): readonly Item[] {
    this.#items ??= [...this.timeline.items, ...this.tail.items()];
    return this.#items;
  }

  /** Its items are not what they were; where they are, `host.changed` tells of the rest. */
  changed(): void {
    this.#items = undefined;
    this.host.changed(this);
  }

  /** What was here is forgotten; the log goes on behind its newest entry. */
  startAt(room: Room): void {
    this.#begin(room);
    this.cursor.epoch = room.epoch;
    this.cursor.seq = room.head;
    this.update(room);
  }

  /** The room as the server has it now. */
  update(room: Room): void {
    this.room = room;
    this.people.online = room.online;
    this.unread.set(room, this.timeline.count(room.head, this.cursor.seq));
    this.marker.told = Math.max(this.marker.told, room.read ?? 0);
    this.changed();
  }

  joined(frame: Joined): void {
    if (!frame.recovered) this.#begin(frame.room);
    this.cursor.joined(frame.epoch, frame.head, frame.recovered);
    this.update(frame.room);
    this.people.set(frame.users, frame.room.online);
    const [oldest] = frame.messages ?? [];
    if (oldest) {
      this.loaded = true;
      this.timeline.more = oldest.seq > frame.room.floor;
      this.#add(frame.messages!, frame.head);
    }
    this.show();
  }

  take(entry: Entry): void {
    const verdict = this.cursor.offer(entry.seq, entry.type === "nop" ? entry.to : undefined);
    if (verdict === "gap") this.host.resume(this);
    if (verdict !== "take") return;
    if (entry.type === "delete") this.#deleting(entry.target, entry.seq);
    this.timeline.apply(entry, this.#settings);
    if (entry.type === "message") this.#message(entry);
    if (entry.type === "room") {
      this.#settings = settingsOf(entry);
      this.room = { ...this.room, ...this.#settings };
    }
    if (entry.type !== "nop") this.host.took(this, entry);
    if (entry.type === "member") this.#member(entry);
    this.timeline.keep(this.shown ? this.host.bounds.itemsShown : this.host.bounds.itemsHidden);
    this.changed();
  }

  hear(event: Presence): void {
    if (this.people.hear(event)) void this.#name();
    const { user } = event;
    if (user && event.type === "leave") this.typing.stop(user.id);
    if (user && this.shown && user.id !== this.host.user.id)
      this.timeline.presence(user, event.type === "join" ? "online" : "offline", this.host.clock.now(), this.cursor.seq);
    this.changed();
  }

  /** The server has stored it; its entry may still be on its way. */
  sent(draft: Draft, at: { seq: number; ts: number } | undefined): void {
    if (at && at.seq > this.cursor.seq) this.tail.stored(draft, at);
    this.changed();
  }

  readElsewhere(seq: number): void {
    this.marker.told = Math.max(this.marker.told, seq);
    if (!this.unread.readTo(seq)) void this.count();
    this.changed();
  }

  /** Loads what is to be shown and is not here; once connected, where that is not so now. */
  show(): void {
    if (!this.shown || this.loaded || !this.host.online) return;
    this.load().catch((error) => this.host.complain(error as ChatError, this.id));
  }

  async load(before?: number): Promise<number> {
    const generation = this.#generation;
    this.timeline.beginLoad();
    try {
      const frame = await this.host.ask({ type: "history", room: this.very, limit: this.host.bounds.page, ...(before === undefined ? {} : { before }) });
      const page = frame["result"] as MessagePage;
      if (generation !== this.#generation || page.epoch !== this.cursor.epoch) return 0;
      this.loaded = true;
      this.timeline.more = page.more;
      return this.#add(page.messages, page.head);
    } finally {
      this.timeline.endLoad();
    }
  }

  /** Asks how much is unread and how many are members, where entries alone do not tell. */
  async count(): Promise<void> {
    if (this.#counting) return;
    this.#counting = true;
    try {
      const frame = await this.host.ask({ type: "room", room: this.very });
      if (!this.gone) this.update(frame["result"] as Room);
    } catch {
      // The next `joined` tells.
    } finally {
      this.#counting = false;
    }
  }

  left(): void {
    this.cursor.stop();
    this.typing.clear();
  }

  #add(messages: readonly Message[], head: number): number {
    const added = this.timeline.add(messages, head);
    for (const message of messages) this.#acknowledge(message);
    this.changed();
    return added;
  }

  #begin(room: Room): void {
    if (room.epoch !== this.cursor.epoch) {
      this.unread.reset();
      this.marker.told = 0;
    }
    this.made = room.created_at;
    this.deletedBy = undefined;
    this.#settings = settingsOf(room);
    ++this.#generation;
    this.loaded = false;
    this.timeline.clear();
    this.tail.forget();
  }

  #acknowledge(message: Message): void {
    if (message.user.id !== this.host.user.id || message.client_id === undefined) return;
    this.tail.arrived(message.client_id);
    this.host.outbox.acknowledge(message.client_id);
  }

  #message(message: Message): void {
    this.typing.stop(message.user.id);
    this.#acknowledge(message);
    if (message.user.id !== this.host.user.id && !message.deleted) this.unread.message(message.seq);
  }

  #deleting(target: number, by: number): void {
    const item = this.timeline.message(target);
    if (!item) {
      if (target > this.unread.read) void this.count();
    } else if (!item.mine && !item.deleted) {
      this.unread.deleted(target, by);
    }
  }

  #member(entry: Entry & { type: "member" }): void {
    const { change, target, role, user } = entry;
    if (target.id === this.host.user.id) {
      if (change === "left" || change === "kicked" || change === "banned") return this.host.gone(this, change, user);
      if (role) this.room = { ...this.room, role };
    }
    if (entry.seq <= this.unread.asOf) return; // counted already
    const more = change === "joined" ? 1 : change === "left" || change === "kicked" ? -1 : 0;
    this.room = { ...this.room, members: this.room.members + more };
    // Who is banned need not have been a member, and a new owner may be the one.
    if (change === "banned" || role === "owner") void this.count();
  }

  /** The crowd has gone: those who are left are named again. */
  async #name(): Promise<void> {
    if (this.#naming) return;
    this.#naming = true;
    try {
      const { online } = (await this.host.ask({ type: "users", room: this.very }))["result"] as RoomUsers;
      this.people.set(online as UserRef[], online.length);
      this.changed();
    } catch {
      // The next one who comes asks again.
    } finally {
      this.#naming = false;
    }
  }
}
