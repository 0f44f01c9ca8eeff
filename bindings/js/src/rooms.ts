import { Cursor } from "./cursor.js";
import type { Emitter } from "./emitter.js";
import { ChatError, type ErrorFields } from "./errors.js";
import type { Host, RoomHost } from "./host.js";
import { RoomState } from "./room_state.js";
import type { RoomView } from "./room_view.js";
import type { ClientEvents, GoneBecause } from "./types.js";
import type { Entry, Frame, Joined, OwnEntry, Presence, Room, UserRef } from "./wire.js";

const OWN_LOGS = ["@me", "@server"];
const GONE_CODES = new Set(["forbidden", "not_found"]);

/** The rooms of this user, and the two logs that tell of them. */
export class Rooms {
  readonly views = new Map<string, RoomView>();
  readonly #rooms = new Map<string, RoomState>();
  #own = new Map<string, Cursor>();
  readonly #changed = new Set<RoomState>();
  readonly #host: RoomHost;
  #beats = 0;
  #looking: Promise<void> | undefined;
  #lookAgain = false;

  constructor(
    host: Host,
    readonly emitter: Emitter<ClientEvents>,
  ) {
    const own: Omit<RoomHost, keyof Host> = {
      changed: (room) => this.#tellChange(room),
      took: (room, entry) => emitter.emit("entry", { room: room.view, entry }),
      gone: (room, because, by) => this.#gone(room, because, by),
      resume: (room) => void this.#catchUp([[room.id, room.cursor]]),
    };
    this.#host = Object.assign(Object.create(host) as RoomHost, own);
    this.#newLogs();
  }

  get(id: string): RoomState | undefined {
    return this.#rooms.get(id);
  }

  /** Of the user who is signed in from now on. */
  clear(): void {
    for (const room of this.#rooms.values()) {
      room.left();
      room.gone = true;
    }
    const none = this.#rooms.size === 0;
    this.#rooms.clear();
    this.views.clear();
    this.#newLogs();
    if (!none) this.emitter.emit("rooms", this.views);
  }

  /** On a new connection: which rooms there are, and what was missed in each. */
  async enter(): Promise<void> {
    const ours = await this.#list();
    for (const room of [...this.#rooms.values()]) {
      if (room.cursor.listening) continue; // joined just now
      if (!ours.has(room.id)) this.#gone(room, "closed");
      else if (room.room.head - room.cursor.seq > this.#host.bounds.replay) room.startAt(room.room);
    }
    this.#beats = 0;
    await this.#resume([...this.#own, ...this.#members()]);
  }

  /** Connected, and everything is listened to. */
  online(): void {
    for (const room of this.#rooms.values()) {
      room.show();
      void room.marker.tell(true);
    }
  }

  left(): void {
    for (const cursor of this.#own.values()) cursor.stop();
    for (const room of this.#rooms.values()) room.left();
  }

  take(frame: Frame): void {
    const { room } = frame;
    if (frame.type === "joined") return this.#joined(frame as unknown as Joined);
    if (frame.type === "heartbeat") return this.#heartbeat(frame["heads"] as Record<string, number>);
    if (typeof room !== "string") return;
    const cursor = this.#own.get(room);
    if (cursor) return this.#takeOwn(cursor, frame as unknown as OwnEntry);
    const state = this.#rooms.get(room);
    if (!state) return;
    if (frame.type === "join" || frame.type === "leave") state.hear(frame as unknown as Presence);
    else if (frame.type === "typing") state.typing.hear(frame["user"] as UserRef);
    else if (typeof frame["seq"] === "number") state.take(frame as unknown as Entry);
  }

  /** A room that an answer of the server speaks of. */
  know(room: Room): RoomState {
    const known = this.#rooms.get(room.id);
    if (known) {
      // An invitation is listened to by nobody, so that no `joined` tells of a new epoch.
      const anew = room.role === "invited" ? room.epoch !== known.cursor.epoch : known.room.role === "invited";
      if (anew) known.startAt(room);
      else known.update(room);
      return known;
    }
    const state = new RoomState(this.#host, room);
    this.#rooms.set(room.id, state);
    this.views.set(room.id, state.view);
    this.emitter.emit("rooms", this.views);
    return state;
  }

  /** Listens to a room that was only just heard of. */
  async listen(room: Room): Promise<RoomState> {
    const state = this.know(room);
    if (!state.cursor.listening) await this.#resume([[state.id, state.cursor]]);
    return state;
  }

  /** Looks which rooms another device has joined, or another user brought us into. */
  look(): Promise<void> {
    this.#lookAgain = this.#looking !== undefined;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
      if (this.#lookAgain) void this.look();
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    try {
      const ours = await this.#list();
      // Of an invitation that is taken back no entry tells.
      for (const room of [...this.#rooms.values()])
        if (room.view.role === "invited" && !ours.has(room.id)) this.#gone(room, "closed");
      await this.#resume(this.#members().filter(([, cursor]) => !cursor.listening && !cursor.resuming));
    } catch {
      // The next heartbeat, or the next connection, looks again.
    }
  }

  async #list(): Promise<Set<string>> {
    const { rooms } = (await this.#host.ask({ type: "rooms" }))["result"] as { rooms: Room[] };
    const ours = rooms.filter((room) => room.role !== undefined && !OWN_LOGS.includes(room.id));
    for (const room of ours) this.know(room);
    return new Set(ours.map((room) => room.id));
  }

  #members(): [string, Cursor][] {
    const members = [...this.#rooms.values()].filter((room) => room.view.role !== "invited");
    return members.map((room) => [room.id, room.cursor]);
  }

  #newLogs(): void {
    this.#own = new Map(OWN_LOGS.map((name) => [name, new Cursor()]));
  }

  /** Throws where it could not be asked, or the server could not say. */
  async #resume(logs: [string, Cursor][]): Promise<void> {
    const most = this.#host.bounds.resumeRooms;
    for (let begin = 0; begin < logs.length; begin += most) await this.#resumeSome(logs.slice(begin, begin + most));
  }

  async #resumeSome(logs: [string, Cursor][]): Promise<void> {
    for (const [, cursor] of logs) cursor.resuming = true;
    const places = logs.map(([name, { epoch, seq }]) => [name, { epoch, after: seq }]);
    let result: { refused?: Record<string, ErrorFields> };
    try {
      result = (await this.#host.ask({ type: "resume", rooms: Object.fromEntries(places) }))["result"] as typeof result;
    } finally {
      for (const [, cursor] of logs) cursor.resuming = false; // one that is still behind, the next heartbeat finds
    }
    for (const [name, fields] of Object.entries(result.refused ?? {})) {
      const room = this.#rooms.get(name);
      if (!room || !GONE_CODES.has(fields.code)) throw new ChatError(fields);
      this.#gone(room, room.deletedBy ? "deleted" : "closed", room.deletedBy);
    }
  }

  async #catchUp(logs: [string, Cursor][]): Promise<void> {
    try {
      await this.#resume(logs);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error; // the next heartbeat tries again
    }
  }

  #joined(frame: Joined): void {
    const cursor = this.#own.get(frame.room.id);
    if (cursor) return cursor.joined(frame.epoch, frame.head, frame.recovered);
    this.know(frame.room).joined(frame);
  }

  #heartbeat(heads: Record<string, number>): void {
    const all: [string, Cursor][] = [...this.#own, ...this.#members()];
    const behind = all.filter(([name, cursor]) => cursor.isBehind(heads[name]));
    if (behind.length > 0) void this.#catchUp(behind);
    if (++this.#beats % this.#host.bounds.heartbeatsPerLook === 0) void this.look();
  }

  #takeOwn(cursor: Cursor, entry: OwnEntry): void {
    const verdict = cursor.offer(entry.seq);
    if (verdict === "gap") void this.#catchUp([[entry.room, cursor]]);
    if (verdict !== "take") return;
    switch (entry.type) {
      case "mention":
        this.#rooms.get(entry.source.room)?.unread.mention(entry.source.seq);
        this.emitter.emit("mention", { ...entry.source, user: entry.user });
        break;
      case "read":
        this.#rooms.get(entry.source.room)?.readElsewhere(entry.source.seq);
        break;
      case "announcement":
        this.emitter.emit("notice", { text: entry.text });
        break;
      case "room_deleted":
        void this.#check(entry.target.id, entry.user);
    }
    if (entry.type.startsWith("room_")) this.emitter.emit("directory", undefined);
    this.#mayBeNew(entry);
  }

  /** Whatever names a room that is not here may be the first that is heard of it. */
  #mayBeNew(entry: OwnEntry): void {
    if ("source" in entry) {
      const room = this.#rooms.get(entry.source.room);
      if (room) this.#tellChange(room);
      else void this.look();
    } else if (entry.type === "room_created" && entry.user.id === this.#host.user.id && !this.#rooms.has(entry.target.id)) {
      void this.look();
    }
  }

  /** A room that turns private is called deleted as well, to those outside. */
  async #check(id: string, by: UserRef): Promise<void> {
    const state = this.#rooms.get(id);
    if (!state) return;
    const { very } = state;
    try {
      await this.#host.ask({ type: "room", room: very });
    } catch (error) {
      if (!GONE_CODES.has((error as ChatError).code) || state.very !== very) return; // or it goes on as a new one of this id
      if (state.cursor.resuming) {
        state.deletedBy = by;
        return;
      }
      this.#gone(state, "deleted", by);
      void this.look(); // a new one of this id was heard of, perhaps, as if it were known
    }
  }

  #gone(room: RoomState, because: GoneBecause, by?: UserRef): void {
    if (room.gone || this.#rooms.get(room.id) !== room) return;
    room.gone = true;
    room.left();
    this.#rooms.delete(room.id);
    this.views.delete(room.id);
    const unsent = this.#host.outbox.dropRoom(room.id).map(({ draft, unsure }) => ({ text: draft.text, unsure }));
    this.emitter.emit("gone", { room: room.view, because, ...(by ? { by } : {}), unsent });
    this.emitter.emit("rooms", this.views);
  }

  #tellChange(room: RoomState): void {
    if (this.#changed.size === 0) queueMicrotask(() => this.#tellChanges());
    this.#changed.add(room);
  }

  #tellChanges(): void {
    const rooms = [...this.#changed];
    this.#changed.clear();
    for (const room of rooms) if (!room.gone) this.emitter.emit("room", room.view);
  }
}
