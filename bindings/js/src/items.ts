import type { EventItem, MessageItem, Settings } from "./types.js";
import type { Entry, Message, UserRef } from "./wire.js";

/** An entry that changes a message. */
export type Change = Exclude<Entry, { type: "message" | "member" | "room" | "nop" }>;

export function isChange(entry: Entry): entry is Change {
  return entry.type === "edit" || entry.type === "delete" || entry.type === "reaction" || entry.type === "pin";
}

export function messageItem(message: Message, me: string): MessageItem {
  const mine = message.user.id === me;
  return {
    kind: "message",
    // Of others a client_id need not be unique.
    key: mine && message.client_id !== undefined ? message.client_id : `m${message.seq}`,
    seq: message.seq,
    ts: message.ts,
    user: message.user,
    text: message.text,
    format: message.format,
    deleted: message.deleted ?? false,
    pinned: message.pinned ?? false,
    reactions: message.reactions ?? {},
    mine,
    state: "stored",
    ...(message.reply_to === undefined ? {} : { replyTo: message.reply_to }),
    ...(message.edited_at === undefined ? {} : { editedAt: message.edited_at }),
    ...(message.client_id === undefined ? {} : { clientId: message.client_id }),
  };
}

export function settingsOf({ name, topic, kind, locked }: Settings): Settings {
  return { name, topic, kind, locked };
}

/** What is shown of an entry that changes no message, in a room that was `room` before it. */
export function eventItem(entry: Entry, room: Settings): EventItem | undefined {
  if (entry.type === "member") {
    const { seq, ts, user, target, role } = entry;
    return { kind: "event", key: `e${seq}`, seq, ts, user, what: entry.change, target, ...(role ? { role } : {}) };
  }
  if (entry.type === "room") {
    const { seq, ts, user } = entry;
    return { kind: "event", key: `e${seq}`, seq, ts, user, what: "settings", settings: settingsOf(entry), before: settingsOf(room) };
  }
  return undefined;
}

export function withReaction(reactions: MessageItem["reactions"], emoji: string, user: UserRef, on: boolean): MessageItem["reactions"] {
  // Any text may be one: "constructor" is in every object.
  const known = Object.hasOwn(reactions, emoji);
  const { [emoji]: before, ...others } = reactions;
  const those = known ? before!.filter((id) => id !== user.id) : [];
  if (on) those.push(user.id);
  if (those.length === 0) return others;
  // In its old place, where it has one.
  return known ? { ...reactions, [emoji]: those } : { ...others, [emoji]: those };
}

/** The message as it is after the change. Changes are idempotent: one that a page had already may be applied again. */
export function changed(item: MessageItem, change: Change): MessageItem {
  switch (change.type) {
    case "edit":
      // An edit without its text is one of a message that is deleted further on.
      return item.deleted || change.deleted ? item : { ...item, text: change.text, editedAt: change.ts };
    case "delete":
      return { ...item, text: "", deleted: true, pinned: false, reactions: {} };
    case "reaction":
      return item.deleted ? item : { ...item, reactions: withReaction(item.reactions, change.emoji, change.user, change.on) };
    case "pin":
      return item.deleted ? item : { ...item, pinned: change.on };
  }
}
