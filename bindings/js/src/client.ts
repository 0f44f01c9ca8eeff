import { Backoff } from "./backoff.js";
import { BOUNDS, type Bounds } from "./bounds.js";
import { realClock } from "./clock.js";
import { Drawer } from "./drawer.js";
import { Emitter } from "./emitter.js";
import { ChatError, type ErrorFields } from "./errors.js";
import type { Host } from "./host.js";
import { Link } from "./link.js";
import { isLogin, Login } from "./login.js";
import { type Draft, isOutbox, Outbox } from "./outbox.js";
import { pinned } from "./pin.js";
import { Rest } from "./rest.js";
import type { RoomState } from "./room_state.js";
import type { RoomView } from "./room_view.js";
import { Rooms } from "./rooms.js";
import { preview } from "./slash.js";
import type * as T from "./types.js";
import { Uuid7 } from "./uuid7.js";
import { onWake } from "./wake.js";
import type { Asked, Frame, Limits, Provider, Room, SignedIn, User, Welcome } from "./wire.js";

/** One user's connection to a server: signs in, stays connected, and keeps the rooms as they are. */
export class Client {
  /** The plain calls, with this client's token. */
  readonly rest: Rest;
  readonly signIn: T.SignIn;
  readonly #emitter = new Emitter<T.ClientEvents>();
  readonly #bounds: Bounds;
  #language: T.Language | undefined;
  readonly #clock: T.Clock;
  readonly #login: Login;
  readonly #link: Link;
  readonly #outbox: Outbox;
  readonly #rooms: Rooms;
  readonly #ids = new Uuid7();
  readonly #sleep: () => void;
  #limits: Limits | undefined;
  #motd = "";

  constructor(options: T.ClientOptions) {
    const { storage, random = Math.random } = options;
    this.#language = options.language;
    const language = (): T.Language | undefined => this.#language;
    const url = options.url.replace(/\/+$/, "");
    const WebSocket = options.WebSocket ?? (globalThis as { WebSocket?: T.SocketConstructor }).WebSocket;
    if (!WebSocket) throw new Error("no WebSocket here: give one as an option");
    const bounds = (this.#bounds = { ...BOUNDS, ...options.bounds });
    const clock = (this.#clock = options.clock ?? realClock);
    this.rest = new Rest({
      url,
      fetch: options.fetch ?? ((...call) => fetch(...call)),
      token: () => this.#login.fresh(),
      language,
      answerMs: bounds.answerMs,
    });
    this.#login = new Login(this.rest, new Drawer(storage, "workchat.login", isLogin), clock);
    this.#link = new Link({ url, WebSocket, language, clock, random, bounds }, this.#login, {
      enter: (welcome) => this.#enter(welcome),
      frame: (frame) => this.#take(frame),
      left: () => this.#left(),
      signedOut: () => this.#forget("expired"),
      changed: () => this.#changed(),
    });
    this.#outbox = new Outbox(
      new Drawer(storage, "workchat.outbox", isOutbox),
      {
        send: (draft) => this.#send(draft),
        sent: (draft, at) => this.#rooms.get(draft.room)?.sent(draft, at),
        failed: (post) => this.#refused(post.draft, post.error!),
      },
      new Backoff(bounds.backoffFromMs, bounds.backoffToMs, random),
      bounds.outbox,
      clock,
    );
    this.#rooms = new Rooms(this.#host(), this.#emitter);
    this.signIn = {
      guest: (name) => this.#begin(this.rest.guest(name)),
      password: (username, password) => this.#begin(this.rest.login(username, password)),
      register: (account) => this.#begin(this.rest.register(account.username, account.password, account.displayName)),
    };
    this.#sleep = onWake(() => this.#wake());
  }

  get user(): User | undefined {
    return this.#login.user;
  }
  get state(): T.ClientState {
    return this.#link.state;
  }
  get signedOutBy(): T.SignedOutBy | undefined {
    return this.#link.signedOutBy;
  }
  get endedBy(): T.Ended | undefined {
    return this.#link.endedBy;
  }
  /** While "waiting": when the next try is, in ms since 1970. */
  get retryAt(): number | undefined {
    return this.#link.retryAt;
  }
  /** The server's, once it was heard. */
  get limits(): Limits | undefined {
    return this.#limits;
  }
  get motd(): string {
    return this.#motd;
  }
  /** What the server's notices are written in. A new one is told by connecting anew. */
  get language(): T.Language | undefined {
    return this.#language;
  }
  set language(language: T.Language | undefined) {
    if (language === this.#language) return;
    this.#language = language;
    this.#link.again();
  }
  /** The rooms one is a member of, and those one is invited to. */
  get rooms(): ReadonlyMap<string, RoomView> {
    return this.#rooms.views;
  }

  /** Returns how to stop. */
  on<K extends keyof T.ClientEvents>(type: K, handler: (detail: T.ClientEvents[K]) => void): () => void {
    return this.#emitter.on(type, handler);
  }

  async providers(): Promise<Provider[]> {
    return (await this.rest.providers()).providers;
  }

  /** Goes on with the login of this storage, as after a reload. */
  restore(): User | undefined {
    const user = this.#login.restore();
    if (user) this.#start(user);
    return user;
  }

  /** Who the browser's cookie says one is. */
  async cookieUser(): Promise<User | undefined> {
    try {
      return await this.rest.me("cookie");
    } catch (error) {
      if ((error as ChatError).code === "unauthenticated") return undefined;
      throw error;
    }
  }

  adoptCookie(): Promise<User> {
    return this.#begin(this.rest.refresh("cookie"));
  }

  async signOut(): Promise<void> {
    const over = this.#login.token === undefined ? undefined : this.rest.logout();
    this.#outbox.clear();
    this.#forget("sign-out");
    // Where nobody answers, the login ends by its time.
    await over?.catch(() => undefined);
  }

  /** Resolves when it is connected, however long that takes. Rejects where it will not be: signed out, ended. */
  whenOnline(): Promise<void> {
    return new Promise((resolve, reject) => {
      const off = this.on("state", () => look());
      const look = (): void => {
        const { state } = this;
        if (state === "connecting" || state === "waiting") return;
        off();
        if (state === "online") resolve();
        else reject(new ChatError({ code: "offline", message: state }));
      };
      look();
    });
  }

  /** Does not wait for `retryAt`. */
  reconnectNow(): void {
    this.#link.tryNow();
  }

  /** Every room that this user may see. */
  async listRooms(): Promise<Room[]> {
    return (await this.#result<{ rooms: Room[] }>({ type: "rooms" })).rooms.filter((room) => !room.id.startsWith("@"));
  }

  async createRoom(room: T.CreateRoom): Promise<RoomView> {
    const { id, ...rest } = room;
    return this.#listen(await this.#result<Room>({ type: "create", ...rest, ...(id === undefined ? {} : { room: id }) }));
  }

  /** One that may be beyond the list, by its id or its name. */
  async findRoom(room: string): Promise<Room> {
    if (room.startsWith("@")) throw new ChatError({ code: "not_found", status: 404 });
    return this.#result<Room>({ type: "room", room });
  }

  /** By its id or its name; with a room that was listed or found, that very one and no other that is called so by now. */
  async join(room: string | Pick<Room, "id" | "epoch">, options: { password?: string } = {}): Promise<RoomView> {
    const frame = await this.#ask({ type: "join", room: typeof room === "string" ? room : pinned(room), history: 0, ...(options.password ? { password: options.password } : {}) });
    return this.rooms.get((frame.room as Room).id)!;
  }

  async direct(user: string): Promise<RoomView> {
    return this.#listen(await this.#result<Room>({ type: "direct", user }));
  }

  async people(q?: string): Promise<User[]> {
    return (await this.#result<{ users: User[] }>({ type: "people", ...(q ? { q } : {}) })).users;
  }

  /** Ends what runs; the login and the outbox stay in the storage, as at the end of a page. */
  close(): void {
    this.#sleep();
    this.#link.end({ code: 1000, reason: "closed" });
  }

  #host(): Host {
    const client = this;
    return {
      get user() {
        return client.user!;
      },
      get online() {
        return client.state === "online";
      },
      bounds: this.#bounds,
      clock: this.#clock,
      outbox: this.#outbox,
      ask: (frame) => this.#ask(frame),
      nextId: () => this.#ids.next(this.#clock.now()),
      complain: (error, room, words) => this.#emitter.emit("error", error.of(room, words)),
      entered: (room) => this.#entered(room),
    };
  }

  async #begin(asked: Promise<SignedIn>): Promise<User> {
    const signedIn = await asked;
    if (this.state !== "signed-out") this.#link.stop("sign-out");
    this.#login.set(signedIn);
    this.#start(signedIn.user);
    return signedIn.user;
  }

  #start(user: User): void {
    this.#rooms.clear();
    this.#outbox.use(user.id);
    this.#link.start();
  }

  #forget(by: T.SignedOutBy): void {
    this.#login.clear();
    this.#rooms.clear();
    this.#link.stop(by);
  }

  async #enter(welcome: Welcome): Promise<void> {
    this.#limits = welcome.limits;
    this.#motd = welcome.motd;
    this.#login.know(welcome.user);
    await this.#rooms.enter();
  }

  #wake(): void {
    this.#link.wake();
    // Nothing tells of a room that was joined on another device; the look between heartbeats may be minutes away.
    if (this.state === "online") void this.#rooms.look();
  }

  #changed(): void {
    if (this.state === "online") {
      this.#outbox.open();
      this.#rooms.online();
    }
    this.#emitter.emit("state", this.state);
  }

  #left(): void {
    this.#outbox.close();
    this.#rooms.left();
  }

  #take(frame: Frame): void {
    if (frame.type === "error") this.#emitter.emit("error", new ChatError(frame as unknown as ErrorFields));
    else if (frame.type === "auth_expiring") this.#link.tokenEnds(frame["in_ms"] as number);
    else if (frame.type === "notice") this.#emitter.emit("notice", frame as unknown as { room?: string; text: string });
    else this.#rooms.take(frame);
  }

  async #send(draft: Draft): Promise<{ seq: number; ts: number } | undefined> {
    const { room, text, format, clientId, replyTo } = draft;
    const frame = await this.#askOnce({
      type: "message",
      room: pinned({ id: room, epoch: this.#epochFor(draft) }),
      text,
      client_id: clientId,
      ...(format === "plain" ? {} : { format }),
      ...(replyTo === undefined ? {} : { reply_to: replyTo }),
    });
    if (frame.room === room) return { seq: frame["seq"] as number, ts: frame["ts"] as number };
    if (!this.#rooms.get(String(frame.room))) void this.#rooms.look(); // a direct message, in a room that is new
    return undefined;
  }

  /** The room that it was written for, where it is still one of this user's. */
  #roomOf({ room, made }: Draft): RoomState | undefined {
    const known = this.#rooms.get(room);
    return made === undefined || known?.made === made ? known : undefined;
  }

  /** Of the log it was written for; of the same room's new one, where the old was lost. */
  #epochFor(draft: Draft): string {
    const epoch = this.#roomOf(draft)?.cursor.epoch ?? draft.epoch;
    // By its id alone it could be for any room of that name.
    if (epoch === undefined) throw new ChatError({ code: "not_found", status: 404 });
    return epoch;
  }

  #refused(draft: Draft, error: ChatError): void {
    const room = this.#roomOf(draft);
    if (room && preview(draft.text, draft.format)) return room.changed();
    // It stands nowhere, so nobody could retry it.
    this.#outbox.discard(draft.clientId);
    this.#emitter.emit("error", error.of(draft.room, draft.text));
  }

  #entered(id: string): void {
    const room = this.rooms.get(id);
    if (room) this.#emitter.emit("entered", room);
  }

  async #listen(room: Room): Promise<RoomView> {
    return (await this.#rooms.listen(room)).view;
  }

  async #askOnce(frame: Asked): Promise<Frame> {
    const { connection } = this.#link;
    if (!connection) throw new ChatError({ code: "offline", message: "not connected" });
    return connection.ask(frame);
  }

  /** What came too fast was not done, and may be asked again. */
  async #ask(frame: Asked): Promise<Frame> {
    const until = this.#clock.now() + this.#bounds.patienceMs;
    const by = this.user?.id;
    for (;;) {
      try {
        return await this.#askOnce(frame);
      } catch (error) {
        const { code, retryMs = 0 } = error as ChatError;
        if (code !== "rate_limited" || this.#clock.now() + retryMs > until) throw error;
        await new Promise<void>((resolve) => void this.#clock.after(retryMs, resolve));
        if (this.user?.id !== by) throw error; // not in the next one's name
      }
    }
  }

  async #result<R>(frame: Asked): Promise<R> {
    return (await this.#ask(frame))["result"] as R;
  }
}
