import type { Bounds } from "./bounds.js";
import type { ChatError } from "./errors.js";
import type { Outbox } from "./outbox.js";
import type { RoomState } from "./room_state.js";
import type { Clock, GoneBecause } from "./types.js";
import type { Asked, Entry, Frame, User, UserRef } from "./wire.js";

/** What the parts of a client have of it. */
export interface Host {
  readonly user: User;
  readonly online: boolean;
  readonly bounds: Bounds;
  readonly clock: Clock;
  readonly outbox: Outbox;
  ask(frame: Asked): Promise<Frame>;
  nextId(): string;
  complain(error: ChatError, room: string, words?: string): void;
  /** A command led into a room. */
  entered(room: string): void;
}

/** What a room has of those it is among. */
export interface RoomHost extends Host {
  changed(room: RoomState): void;
  took(room: RoomState, entry: Entry): void;
  gone(room: RoomState, because: GoneBecause, by?: UserRef): void;
  /** Something is missing: from the last entry on, again. */
  resume(room: RoomState): void;
}
