import type { EventItem, Item, MessageItem } from "@workchat/client";
import type { Notice } from "../notices.ts";
import { nextMidnight } from "./format.ts";

/** What the list of messages is made of. */
export type Row =
  | { kind: "day"; key: string; ts: number }
  | { kind: "unread"; key: string }
  | MessageRow
  | { kind: "event"; key: string; item: EventItem }
  | { kind: "notice"; key: string; notice: Notice };

export interface MessageRow {
  kind: "message";
  key: string;
  item: MessageItem;
  first: boolean;
  last: boolean;
}

const GROUP_MS = 5 * 60_000;
const ARRIVAL_MS = 10_000;

/** Groups, separators and lines between; `unreadAfter` is what was read when the room was opened. */
export function rowsOf(items: readonly Item[], notices: readonly Notice[], unreadAfter: number | undefined): Row[] {
  const rows: Row[] = [];
  let dayEnds = -Infinity;
  let marked = unreadAfter === undefined;
  let waiting = notices;
  const place = (ts: number, row: Row) => {
    // By this device's clock and the server's it may be different days: they go on, never back.
    if (ts >= dayEnds) {
      rows.push({ kind: "day", key: `day-${row.key}`, ts });
      dayEnds = nextMidnight(ts);
    }
    rows.push(row);
  };
  const placeNotices = (before?: Item) => {
    while (waiting[0] && isBefore(waiting[0], before)) {
      place(waiting[0].ts, { kind: "notice", key: waiting[0].key, notice: waiting[0] });
      waiting = waiting.slice(1);
    }
  };
  for (const item of withoutNoise(items)) {
    placeNotices(item);
    if (!marked && item.kind === "message" && !item.mine && item.seq !== undefined && item.seq > unreadAfter!) {
      marked = true;
      place(item.ts, { kind: "unread", key: "unread" });
    }
    if (item.kind === "event") place(item.ts, { kind: "event", key: item.key, item });
    else placeMessage(place, rows, item);
  }
  placeNotices();
  return rows;
}

/** By the log where the item is in it, since clocks differ; both times are this device's where it is not. */
function isBefore(notice: Notice, item: Item | undefined): boolean {
  return item === undefined || (item.seq === undefined ? notice.ts < item.ts : notice.after < item.seq);
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

/** Comings and goings that follow each other say only how they ended; who joins is here anyway, and who is put out is not. */
function withoutNoise(items: readonly Item[]): Item[] {
  const kept: Item[] = [];
  for (const item of items) {
    if (!isPresence(item)) {
      kept.push(item);
      continue;
    }
    if (saidAlready(kept, item)) continue;
    for (let at = kept.length - 1; at >= 0 && isPresence(kept[at]); at -= 1) {
      if ((kept[at] as EventItem).user.id === item.user.id) kept.splice(at, 1);
    }
    kept.push(item);
  }
  return kept;
}

function saidAlready(kept: readonly Item[], item: EventItem): boolean {
  const says: readonly EventItem["what"][] = item.what === "online" ? ["joined"] : ["left", "kicked", "banned"];
  for (let at = kept.length - 1; at >= 0; at -= 1) {
    const earlier = kept[at]!;
    if (item.ts - earlier.ts > ARRIVAL_MS) return false;
    if (earlier.kind === "event" && says.includes(earlier.what) && (earlier.target ?? earlier.user).id === item.user.id) return true;
  }
  return false;
}
