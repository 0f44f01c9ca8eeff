import type { MessageItem, RoomView } from "@workchat/client";

/** Those of the messages that are loaded, the oldest first. */
export function pinnedOf(room: RoomView): MessageItem[] {
  return room.items.filter((item): item is MessageItem => item.kind === "message" && item.pinned && !item.deleted);
}
