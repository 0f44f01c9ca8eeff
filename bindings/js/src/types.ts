/** What a program that uses the client sees, beside the protocol's own objects (wire.ts). */

import type { ChatError } from "./errors.js";
import type { Entry, Format, MemberChange, RoomKind, RoomRole, User, UserRef } from "./wire.js";
import type { Bounds } from "./bounds.js";
import type { RoomView } from "./room_view.js";

export type Language = "en" | "es" | "pt";

/** What of localStorage or sessionStorage is used. Each tab needs its own: sessionStorage is. */
export interface KeyStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** What of a browser's WebSocket is used; npm's ws has it too. */
export interface SocketLike {
  readyState: number;
  onopen: ((event: any) => void) | null;
  onmessage: ((event: any) => void) | null;
  onclose: ((event: any) => void) | null;
  onerror: ((event: any) => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}
export type SocketConstructor = new (url: string, protocols?: string | string[]) => SocketLike;

/** Time, for tests that do not want to wait for it. */
export interface Clock {
  now(): number;
  after(ms: number, run: () => void): () => void;
}

export interface ClientOptions {
  /** Where the server is: "https://chat.example". */
  url: string;
  WebSocket?: SocketConstructor;
  fetch?: typeof fetch;
  /** Where the login and the outbox survive a reload; in memory when missing. */
  storage?: KeyStorage;
  language?: Language;
  /** The client's own limits. */
  bounds?: Partial<Bounds>;
  clock?: Clock;
  random?: () => number;
}

export type ClientState = "signed-out" | "connecting" | "online" | "waiting" | "ended";

/** Why nobody is signed in: nobody was, they signed out, or the login no longer holds. */
export type SignedOutBy = "nobody" | "sign-out" | "expired";

/** A close that is final: 4503 banned, 4505 replaced, 4506 protocol. */
export interface Ended {
  code: number;
  reason: string;
}

export interface MessageItem {
  readonly kind: "message";
  /** Stays the same while a pending message becomes a stored one. */
  readonly key: string;
  /** Absent until it is stored. */
  readonly seq?: number;
  readonly ts: number;
  readonly user: UserRef;
  readonly text: string;
  readonly format: Format;
  readonly replyTo?: number;
  readonly editedAt?: number;
  readonly deleted: boolean;
  readonly pinned: boolean;
  /** Emoji to the ids of who reacted. */
  readonly reactions: Readonly<Record<string, readonly string[]>>;
  readonly clientId?: string;
  readonly mine: boolean;
  readonly state: "stored" | "pending" | "failed";
  /** Why it failed. */
  readonly error?: ChatError;
}

export type EventWhat = MemberChange | "settings" | "online" | "offline";

export interface EventItem {
  readonly kind: "event";
  readonly key: string;
  /** Absent where nothing is stored of it: "online", "offline". */
  readonly seq?: number;
  readonly ts: number;
  /** Who did it. */
  readonly user: UserRef;
  readonly what: EventWhat;
  /** Of a member's change: to whom, and the role they have then. */
  readonly target?: UserRef;
  readonly role?: RoomRole;
  /** Of "settings": what they are now, and were before. */
  readonly settings?: Settings;
  readonly before?: Settings;
}

export interface Settings {
  readonly name: string;
  readonly topic: string;
  readonly kind: RoomKind;
  readonly locked: boolean;
}

export type Item = MessageItem | EventItem;

export interface PostOptions {
  format?: Format;
  replyTo?: number;
}

export interface CreateRoom {
  name: string;
  id?: string;
  kind?: "public" | "private" | "announcement";
  password?: string;
  topic?: string;
}

export interface RoomSettings {
  name?: string;
  topic?: string;
  kind?: "public" | "private" | "announcement";
  /** Empty: none is asked any more. */
  password?: string;
}

export type Moderation =
  | { action: "kick" | "ban" | "unban" | "unmute" }
  | { action: "mute"; forMs?: number }
  | { action: "role"; role: "member" | "moderator" | "owner" };

/** Why a room is no longer among ours. */
export type GoneBecause = "left" | "kicked" | "banned" | "deleted" | "closed";

/** A message or command that will not be sent. */
export interface Unsent {
  readonly text: string;
  /** It was on its way and was not answered, or comes from before a reload: it may be stored all the same. */
  readonly unsure: boolean;
}

export interface ClientEvents {
  /** client.state changed, or client.user did. */
  state: ClientState;
  /** client.rooms has a room more or fewer. */
  rooms: ReadonlyMap<string, RoomView>;
  /** Something of this room changed; told once for all that one frame changed. */
  room: RoomView;
  /** The slash command `/join` led here, also where this user was a member before. */
  entered: RoomView;
  /** A room left client.rooms; `by` is who put us out or deleted it, where that is known, `unsent` what waited there, in its order. */
  gone: { room: RoomView; because: GoneBecause; by?: UserRef; unsent: readonly Unsent[] };
  /** An entry of a room's log, as it comes; once each, in order; none where a room was too far behind (bounds.replay). */
  entry: { room: RoomView; entry: Entry };
  /** A line for this user alone: answers of slash commands, announcements (which have no room). */
  notice: { room?: string; text: string };
  /** A message of somebody else names this user. */
  mention: { room: string; seq: number; user: UserRef };
  /** Public rooms came, changed or went: a list of all rooms is out of date. */
  directory: undefined;
  /** What no call is there to throw; of a slash command, and of a message whose room is gone, with its room and words. */
  error: ChatError;
}

export interface SignIn {
  guest(name: string): Promise<User>;
  password(username: string, password: string): Promise<User>;
  register(account: { username: string; password: string; displayName?: string }): Promise<User>;
}
