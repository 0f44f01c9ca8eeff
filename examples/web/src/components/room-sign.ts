import type { RoomKind, RoomView } from "@workchat/client";
import type { TemplateResult } from "lit";
import { icon } from "../icons.ts";
import { avatar } from "./avatar.ts";

/** What stands before a room's name: its kind, or the face of who one talks to. */
export function roomSign(room: { kind: RoomKind; locked: boolean }): TemplateResult {
  if (room.kind === "private") return icon("shield");
  if (room.kind === "announcement") return icon("megaphone");
  return icon(room.locked ? "lock" : "hash");
}

export function viewSign(room: RoomView): TemplateResult {
  return room.partner ? avatar({ name: room.partner }, "small", partnerOnline(room)) : roomSign(room);
}

/** Whether the other one of a direct room listens. */
export function partnerOnline(room: RoomView): boolean {
  return room.people?.some((user) => user.name === room.partner) ?? false;
}
