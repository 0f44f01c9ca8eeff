import type { RoomView } from "@workchat/client";
import type { IconName } from "../icons.ts";
import type { Asking, Store } from "../store.ts";
import { pinnedOf, pinnedTitle } from "../text/pinned.ts";

/** Something that can be done with the room. */
export interface RoomTool {
  readonly id: string;
  readonly sign: IconName;
  readonly label: string;
  readonly asks: Asking;
}

/** Those that this reader has here. */
export function roomTools({ speech: t }: Store, room: RoomView): RoomTool[] {
  const moderates = room.role === "owner" || room.role === "moderator";
  const pinned = pinnedOf(room).length;
  const tools: [boolean, RoomTool][] = [
    // Of what is not fetched yet nobody knows.
    [pinned > 0 || (room.loaded && room.more), { id: "pins", sign: "pin", label: pinnedTitle(pinned, t), asks: { what: "pinned", room } }],
    [moderates || room.kind === "private", { id: "invite", sign: "invite", label: t.say("invite_someone"), asks: { what: "invite", room } }],
    [room.role === "owner" && room.kind !== "direct", { id: "room-settings", sign: "sliders", label: t.say("room_settings"), asks: { what: "room", room } }],
    [room.kind !== "direct", { id: "leave", sign: "leave", label: t.say("leave_room"), asks: { what: "leave", room } }],
  ];
  return tools.filter(([has]) => has).map(([, tool]) => tool);
}
