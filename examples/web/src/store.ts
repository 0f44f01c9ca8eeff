import { ChatError, Client, type ClientEvents, type GoneBecause, type MessageItem, type Provider, type Room, type RoomView, type Unsent, type User, type UserRef } from "@workchat/client";
import { Drafts } from "./drafts.ts";
import { Speech, type Key, type Language } from "./i18n/index.ts";
import { Notices } from "./notices.ts";
import type { Preferences, Theme } from "./preferences.ts";
import { isRemembered, remember, tabStorage } from "./storage.ts";
import { Times } from "./text/format.ts";
import { problemText } from "./text/problem.ts";

/** Which dialog is open, and what about. */
export type Asking =
  | { what: "create" }
  | { what: "browse" }
  | { what: "switch" }
  | { what: "settings" }
  | { what: "sign-out" }
  | { what: "invite"; room: RoomView }
  | { what: "pinned"; room: RoomView }
  | { what: "menu"; room: RoomView }
  | { what: "leave"; room: RoomView }
  | { what: "ban"; room: RoomView; user: UserRef }
  | { what: "room"; room: RoomView }
  | { what: "delete-room"; room: RoomView }
  | { what: "delete"; room: RoomView; seq: number }
  | { what: "password"; room: Room };

/** The message that is being answered, or changed, and into what. */
export interface Begun {
  /** Of the log that it is in. */
  readonly epoch: string;
  readonly reply?: MessageItem | undefined;
  readonly edit?: MessageItem | undefined;
  readonly text?: string;
  saving: boolean;
}

const ADOPT = "workchat.adopt";
/** The room of notices while none is shown. */
export const NOWHERE = "";

/** What the parts of the page share: the client, what is shown, and what the reader chose. */
export class Store {
  readonly client: Client;
  readonly drafts: Drafts;
  speech!: Speech;
  times!: Times;
  /** Undefined until it is known. */
  providers: readonly Provider[] | undefined;
  cookieUser: User | undefined;
  /** Why the sign-in that another site's page led back from did not hold. */
  cookieProblem: ChatError | undefined;
  /** Asking the server who the cookie says one is. */
  settling = true;
  room: RoomView | undefined;
  asking: Asking | undefined;
  roomsOpen = false;
  peopleOpen = false;
  /** The last room that one was put out of, not by oneself. */
  putOutOf: string | undefined;
  /** By room. */
  readonly begun = new Map<string, Begun>();
  readonly notices = new Notices();
  readonly #listeners = new Set<() => void>();
  readonly #stops: (() => void)[] = [];
  /** The rooms that were shown, the last one last. */
  readonly #seen = new Set<string>();
  #told = false;
  #greeted = false;

  constructor(readonly url: string, readonly preferences: Preferences, readonly wantedRoom: () => string | undefined) {
    this.#speak();
    this.client = new Client({ url, storage: tabStorage, language: preferences.language });
    this.drafts = new Drafts(tabStorage, () => this.client.user?.id);
    const { client } = this;
    this.#stops.push(
      client.on("state", () => this.#stateChanged()),
      client.on("rooms", () => this.#roomsChanged()),
      client.on("room", () => this.changed()),
      client.on("entered", (room) => this.show(room)),
      client.on("gone", (event) => this.#gone(event)),
      client.on("notice", ({ room, text }) => this.notice(room, text)),
      client.on("error", (error) => this.#refused(error)),
    );
  }

  // -- telling ---------------------------------------------------------------------------------------------------

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Once for all that happens in one go. */
  changed(): void {
    if (this.#told) return;
    this.#told = true;
    queueMicrotask(() => {
      this.#told = false;
      for (const listener of this.#listeners) listener();
    });
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.client.close();
  }

  // -- coming in -------------------------------------------------------------------------------------------------

  async start(): Promise<void> {
    const adopting = tabStorage.getItem(ADOPT) !== null;
    tabStorage.removeItem(ADOPT);
    if (this.client.restore()) {
      void this.#comeBack();
    } else {
      const providers = this.client.providers().then((found) => (this.providers = found), () => (this.providers = []));
      // Asked in vain it would leave an error in the console.
      if (adopting || isRemembered("workchat.known")) this.cookieUser = await this.client.cookieUser().catch(() => undefined);
      if (!this.cookieUser) remember("workchat.known", false);
      await providers;
      if (adopting && this.cookieUser) await this.client.adoptCookie().catch((error) => (this.cookieProblem = error));
    }
    this.settling = false;
    this.changed();
  }

  /** Into the room that this tab had, or as one who arrives where that is not theirs any more. */
  async #comeBack(): Promise<void> {
    await this.#online();
    if (this.client.state === "online" && !this.room) await this.arrive().catch((error) => this.problem(error));
  }

  /** This tab comes back from another site's sign-in page with a cookie of its own making. */
  expectCookie(): void {
    tabStorage.setItem(ADOPT, "1");
  }

  async signOut(): Promise<void> {
    remember("workchat.known", false);
    await this.client.signOut();
  }

  get signedIn(): boolean {
    return this.client.user !== undefined && this.client.state !== "signed-out";
  }

  #stateChanged(): void {
    if (this.client.state === "signed-out") {
      this.room = undefined;
      this.asking = undefined;
      this.cookieUser = undefined; // it may be the sign-in that has just ended
      this.notices.clear();
      this.begun.clear();
      this.#seen.clear();
      this.#greeted = false;
      if (!this.providers) void this.client.providers().then((found) => { this.providers = found; this.changed(); }, () => undefined);
    }
    this.changed();
  }

  // -- rooms -----------------------------------------------------------------------------------------------------

  /** The server's greeting, once, where one begins. */
  #greet(room: RoomView): void {
    if (this.#greeted || !this.client.motd) return;
    this.#greeted = true;
    this.notice(room.id, this.client.motd);
  }

  /** A direct room is called by the other one's name. */
  nameOf(room: RoomView): string {
    return room.partner ?? room.name;
  }

  show(room: RoomView): void {
    if (this.room !== room) this.room?.hide();
    this.room = room;
    this.#seen.delete(room.id);
    this.#seen.add(room.id);
    if (this.putOutOf === room.id) this.putOutOf = undefined;
    this.roomsOpen = false;
    room.open().catch((error) => this.problem(error));
    this.notices.move(NOWHERE, room.id);
    this.#greet(room);
    this.changed();
  }

  /**
   * Where somebody stands who has just come in: the room they asked for, the one that always exists, or one of theirs;
   * while a password is asked, behind that.
   */
  async arrive(): Promise<void> {
    remember("workchat.known", true);
    const wanted = this.wantedRoom();
    await this.#online();
    const refused = wanted ? await this.follow(wanted).then(() => undefined, (error: ChatError) => error) : undefined;
    if (this.room) return;
    const rooms = await this.client.listRooms();
    const general = rooms.find(({ id }) => id === "general");
    const room = general?.role ? general : rooms.find(({ role }) => role && role !== "invited") ?? general;
    if (room && !(this.asking && room.locked && !room.role)) await this.visit(room).catch((error) => this.problem(error));
    if (refused) this.ledNowhere(wanted!, refused);
  }

  /** The address, or a link. */
  ledNowhere(room: string, error: ChatError): void {
    if (error.code === "not_found") this.notice(undefined, this.speech.say("no_such_room", { room }), true);
    else this.problem(error);
  }

  async #online(): Promise<void> {
    while (this.client.state === "connecting" || this.client.state === "waiting") {
      await new Promise<void>((resolve) => {
        const stop = this.client.on("state", () => (stop(), resolve()));
      });
    }
  }

  /** Goes in, or asks for what is needed first. */
  async visit(room: Room): Promise<void> {
    if (room.locked && !room.role) this.ask({ what: "password", room });
    else await this.enter(room);
  }

  async enter(room: string | Room, password?: string): Promise<void> {
    const known = this.client.rooms.get(typeof room === "string" ? room : room.id);
    const member = known && known.role !== "invited";
    this.show(member ? known : await this.client.join(known ?? room, password === undefined ? {} : { password }));
  }

  /** Where a link leads. Most have the id of a room: another that is called so now is not what they are for. */
  async follow(room: string): Promise<void> {
    if (this.client.rooms.has(room)) return this.enter(room);
    const found = await this.client.findRoom(room);
    if (found.id !== room && /^[a-z0-9][a-z0-9_-]*$/.test(room)) throw new ChatError({ code: "not_found" });
    await this.visit(found);
  }

  async direct(user: string): Promise<void> {
    try {
      this.show(await this.client.direct(user));
    } catch (error) {
      this.problem(error as ChatError);
    }
  }

  #roomsChanged(): void {
    if (!this.room) {
      const wanted = this.wantedRoom();
      const room = wanted === undefined ? undefined : this.client.rooms.get(wanted);
      if (room && room.role !== "invited") this.show(room);
    }
    this.changed();
  }

  #gone({ room, because, by, unsent }: ClientEvents["gone"]): void {
    const byMe = because === "left" || (by !== undefined && by.id === this.client.user?.id);
    const words = this.#wordsOfGoing(room, byMe ? "left" : because, unsent);
    this.drafts.set(room.id, "");
    this.begun.delete(room.id);
    this.notices.drop(room.id);
    this.putOutOf = byMe ? undefined : room.id;
    if (this.asking && "room" in this.asking && this.asking.room.id === room.id) this.asking = undefined;
    if (this.room?.id === room.id) {
      this.room = undefined;
      const next = this.#roomBefore();
      if (next) this.show(next);
    }
    if (words) this.notice(undefined, words, true);
    this.changed();
  }

  /** Where one stands when a room is gone: where one was before, or where all are. A conversation is gone to by oneself. */
  #roomBefore(): RoomView | undefined {
    const { rooms } = this.client;
    const seen = [...this.#seen].reverse().map((id) => rooms.get(id));
    return [...seen, rooms.get("general"), ...rooms.values()].find((room) => room && room.role !== "invited" && room.kind !== "direct");
  }

  /** Why, and what was written there and is not sent, or may not be. */
  #wordsOfGoing(room: RoomView, because: GoneBecause, unsent: readonly Unsent[]): string {
    const told: Partial<Record<GoneBecause, Key>> = { kicked: "gone_kicked", banned: "gone_banned", deleted: "gone_deleted", closed: "gone_closed" };
    const key = told[because];
    const words = key ? [this.speech.say(key, { room: this.nameOf(room) })] : [];
    const texts = (unsure: boolean) => unsent.filter((each) => each.unsure === unsure).map(({ text }) => text);
    const begun = [this.drafts.get(room.id), this.#changedInto(room)].filter((text) => text.trim());
    const add = (say: Key, lines: readonly string[]) => lines.length && words.push(this.speech.say(say, { text: lines.join("\n") }));
    add("gone_unsure", texts(true));
    add("gone_unsent", [...texts(false), ...begun]);
    return words.join("\n");
  }

  #changedInto(room: RoomView): string {
    const { edit, text = "" } = this.begun.get(room.id) ?? {};
    return text === edit?.text ? "" : text;
  }

  /** In this very log: what was begun in another has no message to go to any more, and its words become the draft's. */
  begunIn(room: RoomView): Begun | undefined {
    const begun = this.begun.get(room.id);
    if (begun === undefined || begun.epoch === room.epoch) return begun;
    this.drafts.set(room.id, [this.drafts.get(room.id), this.#changedInto(room)].filter(Boolean).join("\n"));
    this.begun.delete(room.id);
    return undefined;
  }

  // -- what is shown ---------------------------------------------------------------------------------------------

  ask(asking: Asking | undefined): void {
    this.asking = asking;
    this.changed();
  }

  notice(room: string | undefined, text: string, bad = false): void {
    if (!this.signedIn) return; // the next one here has nothing to do with it
    const id = (room !== undefined && this.client.rooms.has(room) ? room : this.room?.id) ?? NOWHERE;
    this.notices.add(id, this.client.rooms.get(id)?.head ?? 0, text, bad);
    this.changed();
  }

  dismiss(room: string, key: string): void {
    this.notices.dismiss(room, key);
    this.changed();
  }

  /** One that has no place of its own: a line in its room, or in the one that is shown. */
  problem(problem: unknown): void {
    this.notice((problem as ChatError).room, problemText(problem, this.speech), true);
  }

  /** What stands nowhere else is told again with what is said against it; but no password. */
  #refused(error: ChatError): void {
    const { words } = error;
    if (words === undefined) return this.problem(error);
    const [shown, asked] = /^\/(?:join|unirse|entrar)\s+#?(\S+)/i.exec(words) ?? [words];
    if (error.code === "wrong_password" && asked !== undefined) void this.#askPassword(asked);
    else this.notice(error.room, `${problemText(error, this.speech)}\n${shown}`, true);
  }

  async #askPassword(named: string): Promise<void> {
    try {
      this.ask({ what: "password", room: await this.client.findRoom(named) });
    } catch (error) {
      this.problem(error);
    }
  }

  setLanguage(language: Language): void {
    this.preferences.set({ language });
    this.#respeak();
  }

  /** What the page around wishes, where the reader has not chosen. */
  setDefaults(defaults: Preferences["defaults"]): void {
    this.preferences.defaults = defaults;
    this.#respeak();
  }

  setTheme(theme: Theme): void {
    this.preferences.set({ theme });
    this.changed();
  }

  #respeak(): void {
    this.#speak();
    this.client.language = this.preferences.language;
    this.changed();
  }

  #speak(): void {
    this.speech = new Speech(this.preferences.language);
    this.times = new Times(this.speech);
  }

  /** Messages that wait, and invitations. */
  get unread(): number {
    let sum = 0;
    for (const room of this.client.rooms.values()) sum += room.role === "invited" ? 1 : room.unread;
    return sum;
  }
}
