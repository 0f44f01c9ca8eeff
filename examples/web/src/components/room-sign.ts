import type { RoomKind, RoomView } from "@workchat/client";
import type { TemplateResult } from "lit";
import { icon } from "../icons.ts";
import type { Store } from "../store.ts";
import { avatar } from "./avatar.ts";

/** What stands before a room's name: its kind, or the face of who one talks to. */
export function roomSign(room: { kind: RoomKind; locked: boolean }): TemplateResult {
  if (room.kind === "private") return icon("shield");
  if (room.kind === "announcement") return icon("megaphone");
  return icon(room.locked ? "lock" : "hash");
}

export function viewSign(room: RoomView, { client }: Store): TemplateResult {
  const here = client.state === "online" && partnerOnline(room, client.rooms);
  return room.partner ? avatar({ name: room.partner }, "small", here) : roomSign(room);
}

/** Whether the other one of a direct room is here: listens in it, or is seen in another, since a new talk is heard of only then. */
export function partnerOnline(room: RoomView, rooms: ReadonlyMap<string, RoomView>): boolean {
  return [room, ...rooms.values()].some(({ people }) => people?.some((user) => user.name === room.partner));
}

/** How many are here, with who is seen elsewhere. */
export function presentIn(room: RoomView, rooms: ReadonlyMap<string, RoomView>): number {
  const { people, partner } = room;
  if (!people) return room.online;
  return people.length + (partner && partnerOnline(room, rooms) && !people.some(({ name }) => name === partner) ? 1 : 0);
}

/** In a room of announcements only who moderates writes. */
export function mayWrite({ kind, role }: RoomView): boolean {
  return kind !== "announcement" || role !== "member";
}
