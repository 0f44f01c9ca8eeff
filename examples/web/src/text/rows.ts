import type { EventItem, Item, MessageItem } from "@workchat/client";
import type { Notice } from "../notices.ts";
import { sameDay } from "./format.ts";

/** What the list of messages is made of. */
export type Row =
  | { kind: "day"; key: string; ts: number }
  | { kind: "unread"; key: string }
  | { kind: "message"; key: string; item: MessageItem; first: boolean; last: boolean }
  | { kind: "event"; key: string; item: EventItem }
  | { kind: "notice"; key: string; notice: Notice };

const GROUP_MS = 5 * 60_000;
const ARRIVAL_MS = 10_000;

/** Groups, separators and lines between; `unreadAfter` is what was read when the room was opened. */
export function rowsOf(items: readonly Item[], notices: readonly Notice[], unreadAfter: number | undefined): Row[] {
  const rows: Row[] = [];
  let day: number | undefined;
  let marked = unreadAfter === undefined;
  let waiting = notices;
  const place = (ts: number, row: Row) => {
    if (day === undefined || !sameDay(day, ts)) {
      rows.push({ kind: "day", key: `day-${row.key}`, ts });
      day = ts;
    }
    rows.push(row);
  };
  const placeNotices = (until: number) => {
    while (waiting[0] && waiting[0].ts < until) {
      place(waiting[0].ts, { kind: "notice", key: waiting[0].key, notice: waiting[0] });
      waiting = waiting.slice(1);
    }
  };
  for (const item of withoutNoise(items)) {
    placeNotices(item.ts);
    if (!marked && item.kind === "message" && !item.mine && item.seq !== undefined && item.seq > unreadAfter!) {
      marked = true;
      rows.push({ kind: "unread", key: "unread" });
    }
    if (item.kind === "event") place(item.ts, { kind: "event", key: item.key, item });
    else placeMessage(place, rows, item);
  }
  placeNotices(Infinity);
  return rows;
}

function placeMessage(place: (ts: number, row: Row) => void, rows: Row[], item: MessageItem): void {
  const before = rows[rows.length - 1];
  place(item.ts, { kind: "message", key: item.key, item, first: true, last: true });
  const row = rows[rows.length - 1];
  if (row?.kind !== "message" || before?.kind !== "message" || rows[rows.length - 2] !== before) return;
  const near = before.item.user.id === item.user.id && item.ts - before.item.ts < GROUP_MS;
  if (!near) return;
  before.last = false;
  row.first = false;
}

function isPresence(item: Item | undefined): item is EventItem {
  return item?.kind === "event" && (item.what === "online" || item.what === "offline");
}

/** Comings and goings that follow each other say only how they ended, and who joins is here anyway. */
function withoutNoise(items: readonly Item[]): Item[] {
  const kept: Item[] = [];
  for (const item of items) {
    if (!isPresence(item)) {
      kept.push(item);
      continue;
    }
    if (item.what === "online" && joinedJustNow(kept, item)) continue;
    for (let at = kept.length - 1; at >= 0 && isPresence(kept[at]); at -= 1) {
      if ((kept[at] as EventItem).user.id === item.user.id) kept.splice(at, 1);
    }
    kept.push(item);
  }
  return kept;
}

function joinedJustNow(kept: readonly Item[], item: EventItem): boolean {
  for (let at = kept.length - 1; at >= 0; at -= 1) {
    const earlier = kept[at]!;
    if (item.ts - earlier.ts > ARRIVAL_MS) return false;
    if (earlier.kind === "event" && earlier.what === "joined" && (earlier.target ?? earlier.user).id === item.user.id) return true;
  }
  return false;
}
