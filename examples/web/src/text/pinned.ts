import type { MessageItem, RoomView } from "@workchat/client";
import type { Speech } from "../i18n/index.ts";

/** Those of the messages that are loaded, the oldest first. */
export function pinnedOf(room: RoomView): MessageItem[] {
  return room.items.filter((item): item is MessageItem => item.kind === "message" && item.pinned && !item.deleted);
}

/** How many they are, or what they would be. */
export function pinnedTitle(count: number, speech: Speech): string {
  return count ? speech.count("pinned_count", count) : speech.say("pinned_messages");
}
