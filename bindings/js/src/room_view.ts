import { ChatError } from "./errors.js";
import type { RoomState } from "./room_state.js";
import { posts } from "./slash.js";
import type { Item, Moderation, PostOptions, RoomSettings } from "./types.js";
import type { Asked, Entry, Frame, Room, RoomKind, RoomRole, RoomUsers, UserRef } from "./wire.js";

const goneError = (): ChatError => new ChatError({ code: "forbidden", status: 403, rule: "member_only" });

/** A room of this user's, as it is now. Told of in the client's "room" event whenever something here changes. */
export class RoomView {
  readonly #state: RoomState;
  #typedAt = -Infinity;
  #older: Promise<number> | undefined;

  /** Made by the client alone. */
  constructor(state: RoomState) {
    this.#state = state;
  }

  get id(): string {
    return this.#state.room.id;
  }
  get name(): string {
    return this.#state.room.name;
  }
  get kind(): RoomKind {
    return this.#state.room.kind;
  }
  /** A password is asked of who joins. */
  get locked(): boolean {
    return this.#state.room.locked;
  }
  get topic(): string {
    return this.#state.room.topic;
  }
  get owner(): UserRef | null {
    return this.#state.room.owner;
  }
  /** "invited": not a member yet; `client.join(view)` takes the invitation, `leave()` declines it. */
  get role(): RoomRole {
    return this.#state.room.role ?? "member";
  }
  get epoch(): string {
    return this.#state.cursor.epoch;
  }
  /** The newest entry. */
  get head(): number {
    return Math.max(this.#state.room.head, this.#state.cursor.seq);
  }
  get online(): number {
    return this.#state.people.online;
  }
  get members(): number {
    return this.#state.room.members;
  }
  get unread(): number {
    return this.#state.unread.unread;
  }
  get mentions(): number {
    return this.#state.unread.mentions;
  }
  /** The read marker: the last entry that was read. */
  get read(): number {
    return this.#state.unread.read;
  }
  /** Oldest first. The array is a new one when something in it changed, and so is each item that did. */
  get items(): readonly Item[] {
    return this.#state.items;
  }
  /** Who is present, by name; undefined in a crowd (limit presence_room). */
  get people(): readonly UserRef[] | undefined {
    return this.#state.people.list;
  }
  get typing(): readonly UserRef[] {
    return this.#state.typing.users;
  }
  /** There are older messages than those in `items`. */
  get more(): boolean {
    return this.#state.timeline.more;
  }
  /** The newest page has been loaded. */
  get loaded(): boolean {
    return this.#state.loaded;
  }
  /** A page is on its way. */
  get loading(): boolean {
    return this.#state.timeline.loading;
  }
  /** No longer among the client's rooms. */
  get gone(): boolean {
    return this.#state.gone;
  }
  /** Of a direct room: the other one's name; one's own in a talk with oneself. */
  get partner(): string | undefined {
    if (this.kind !== "direct") return undefined;
    const me = this.#state.host.user.name;
    return this.name.split(", ").find((name) => name !== me) ?? me;
  }

  /** It is shown from now on; the newest page is loaded where there is none, at once or when connected. */
  async open(): Promise<void> {
    this.#state.shown = true;
    if (this.loaded || !this.#state.host.online || this.role === "invited") return;
    await this.#state.load();
  }

  /** No longer shown: only the newest items are kept, and nobody's coming and going is noted. */
  hide(): void {
    this.#state.shown = false;
    this.#state.timeline.keep(this.#state.host.bounds.itemsHidden);
    this.#state.changed();
  }

  /** Returns how many messages came. */
  loadOlder(): Promise<number> {
    if (!this.more) return Promise.resolve(0);
    this.#older ??= this.#state.load(this.#state.timeline.oldest).finally(() => (this.#older = undefined));
    return this.#older;
  }

  /** Loads older messages until this one is here. False: it is not there, or further away than the client keeps (bounds.itemsShown). */
  async loadBackTo(seq: number): Promise<boolean> {
    const { timeline, host } = this.#state;
    while (this.more && (timeline.oldest ?? Infinity) > seq && timeline.items.length < host.bounds.itemsShown) {
      if ((await this.loadOlder()) === 0) break;
    }
    return timeline.message(seq) !== undefined;
  }

  /**
   * Stands in `items` at once, and is stored once, whatever happens to the connection, the tab or the server. Returns its
   * client_id. A slash command other than `/me` and `/msg` is no message: it is asked at once or not at all, and answered
   * by a "notice", an "entered" or an "error" event.
   */
  post(text: string, options: PostOptions = {}): string {
    const { host, gone, id } = this.#state;
    if (gone) throw goneError();
    const clientId = host.nextId();
    if (posts(text)) {
      const { format = "plain", replyTo } = options;
      const { cursor, made } = this.#state;
      host.outbox.add({ room: id, clientId, text, format, ts: host.clock.now(), epoch: cursor.epoch, made, ...(replyTo === undefined ? {} : { replyTo }) });
    } else {
      const by = host.user.id;
      // Of one who has signed out the next one in this tab reads nothing.
      this.#command(text).catch((error) => this.#state.host.user?.id === by && host.complain(error as ChatError, id, text));
    }
    this.#typedAt = -Infinity; // to the others the message ends the writing
    this.#state.changed();
    return clientId;
  }

  /** Sends a failed message again, as the newest. */
  retry(clientId: string): void {
    this.#state.host.outbox.retry(clientId, () => this.#state.host.nextId());
    this.#state.changed();
  }

  /** Gives a message up that failed or waits. One that is on its way stays. */
  discard(clientId: string): void {
    this.#state.host.outbox.discard(clientId);
    this.#state.changed();
  }

  edit(seq: number, text: string): Promise<Entry> {
    return this.#result({ type: "edit", seq, text });
  }
  remove(seq: number): Promise<Entry> {
    return this.#result({ type: "delete", seq });
  }
  react(seq: number, emoji: string, on = true): Promise<Entry> {
    return this.#result({ type: "reaction", seq, emoji, on });
  }
  pin(seq: number, on = true): Promise<Entry> {
    return this.#result({ type: "pin", seq, on });
  }

  /** At every key, if you like: the others are told once in some seconds. */
  sendTyping(): void {
    const { host, gone, very } = this.#state;
    const now = host.clock.now();
    if (gone || !host.online || now - this.#typedAt < host.bounds.typingEveryMs) return;
    this.#typedAt = now;
    host.ask({ type: "typing", room: very }).catch(() => undefined);
  }

  /** Without a seq: all of it. */
  markRead(seq = this.#state.cursor.seq): void {
    this.#state.marker.set(seq);
  }

  async leave(): Promise<void> {
    if (this.gone) return;
    await this.#ask({ type: "leave" }).catch((error: ChatError) => {
      if (error.code !== "not_found") throw error; // it has ended already
    });
    // Of an invitation that is declined no entry tells.
    this.#state.host.gone(this.#state, "left");
  }

  listMembers(): Promise<RoomUsers> {
    return this.#result({ type: "users" });
  }

  async invite(user: string): Promise<void> {
    const { members } = await this.listMembers();
    // For a member the same command would set the role.
    if (members.some((each) => each.user.id === user || each.user.name === user)) return;
    await this.moderate(user, { action: "role", role: "member" });
  }

  async moderate(user: string, what: Moderation): Promise<void> {
    const { action } = what;
    const role = what.action === "role" ? { role: what.role } : {};
    const forMs = what.action === "mute" && what.forMs !== undefined ? { for_ms: what.forMs } : {};
    await this.#ask({ type: "moderate", user, action, ...role, ...forMs });
  }

  change(settings: RoomSettings): Promise<Room> {
    return this.#result({ type: "change", ...settings });
  }

  /** Deletes the room and its log. */
  async destroy(): Promise<void> {
    await this.#ask({ type: "remove" });
    this.#state.host.gone(this.#state, "deleted", this.#state.host.user);
  }

  async #command(text: string): Promise<void> {
    const answer = await this.#ask({ type: "message", text });
    if (answer.type === "joined") this.#state.host.entered((answer.room as unknown as Room).id);
  }

  async #ask(frame: Asked): Promise<Frame> {
    if (this.gone) throw goneError();
    return this.#state.host.ask({ ...frame, room: this.#state.very });
  }

  async #result<T>(frame: Asked): Promise<T> {
    return (await this.#ask(frame))["result"] as T;
  }
}
