/** The protocol's objects, as they travel. */

export interface UserRef {
  id: string;
  name: string;
}

export interface User extends UserRef {
  display_name: string;
  role: "guest" | "user" | "admin";
}

export type RoomKind = "public" | "private" | "direct" | "announcement";
export type RoomRole = "invited" | "member" | "moderator" | "owner";
export type Format = "plain" | "markdown";

export interface Room {
  id: string;
  name: string;
  kind: RoomKind;
  locked: boolean;
  topic: string;
  owner: UserRef | null;
  created_at: number;
  head: number;
  floor: number;
  epoch: string;
  online: number;
  members: number;
  role?: RoomRole;
  unread?: number;
  mentions?: number;
  read?: number;
}

interface EntryBase {
  room: string;
  seq: number;
  ts: number;
  user: UserRef;
}

export interface Message extends EntryBase {
  type: "message";
  text: string;
  format: Format;
  client_id?: string;
  reply_to?: number;
  edited_at?: number;
  deleted?: boolean;
  pinned?: boolean;
  reactions?: Record<string, string[]>;
}

export type MemberChange = "invited" | "joined" | "left" | "kicked" | "banned" | "unbanned" | "role";

export type Entry =
  | Message
  | (EntryBase & { type: "edit"; target: number; text: string; deleted?: boolean })
  | (EntryBase & { type: "delete"; target: number })
  | (EntryBase & { type: "reaction"; target: number; emoji: string; on: boolean })
  | (EntryBase & { type: "pin"; target: number; on: boolean })
  | (EntryBase & { type: "member"; target: UserRef; change: MemberChange; role?: RoomRole })
  | (EntryBase & { type: "room"; name: string; topic: string; kind: RoomKind; locked: boolean })
  | { type: "nop"; room: string; seq: number; to?: number };

/** Entries of "@me" and "@server". */
export type OwnEntry =
  | (EntryBase & { type: "mention" | "direct" | "read"; source: { room: string; seq: number } })
  | (EntryBase & { type: "invited"; source: { room: string } })
  | (EntryBase & { type: "room_created" | "room_changed" | "room_deleted"; target: { id: string; name: string } })
  | (EntryBase & { type: "announcement"; text: string });

export interface MessagePage {
  messages: Message[];
  head: number;
  floor: number;
  epoch: string;
  more: boolean;
}

export interface EntryPage {
  entries: Entry[];
  head: number;
  floor: number;
  epoch: string;
  more: boolean;
}

export interface SignedIn {
  access_token: string;
  token_type: "bearer";
  expires_in: number;
  user: User;
}

export interface RoomUsers {
  online: UserRef[];
  members: { user: UserRef; role: RoomRole }[];
}

export interface LoginOfUser {
  id: string;
  device: string;
  created_at: number;
  expires_at: number;
  current: boolean;
}

export interface Provider {
  id: string;
  registration?: boolean;
}

export interface Notice {
  type: "notice";
  text: string;
  room?: string;
}

export interface Limits {
  text: number;
  name: number;
  display_name: number;
  room_name: number;
  topic: number;
  client_id: number;
  emoji: number;
  frame: number;
  page: number;
  presence_room: number;
  [name: string]: number;
}

export interface Welcome {
  type: "welcome";
  protocol: number;
  user: User;
  session: string;
  motd: string;
  heartbeat_ms: number;
  limits: Limits;
}

export interface Joined {
  type: "joined";
  id?: number | string;
  room: Room;
  epoch: string;
  head: number;
  recovered: boolean;
  role?: RoomRole;
  users?: UserRef[];
  messages?: Message[];
}

export interface Presence {
  type: "join" | "leave";
  room: string;
  user?: UserRef;
  online: number;
}

/** A frame of ours, before it has its id. */
export interface Asked {
  type: string;
  room?: string;
  [name: string]: unknown;
}

/** Any frame of the server; what one is, its `type` says. */
export interface Frame {
  type: string;
  id?: number | string;
  room?: unknown;
  [name: string]: unknown;
}
