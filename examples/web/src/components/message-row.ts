import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import type { MessageRow } from "../text/rows.ts";
import { messageView, type Scene } from "./message-view.ts";

/** A message in the list, drawn anew when something it is made of changes: there may be thousands, and few change at a time. */
export function messageRow(row: MessageRow, scene: Scene, newest: boolean): unknown {
  return guard([newest, ...madeOf(row, scene)], () => drawn(row, scene, newest));
}

function madeOf({ item, first, last }: MessageRow, { store, room, bySeq, names, active }: Scene): unknown[] {
  const origin = item.replyTo === undefined ? undefined : bySeq.get(item.replyTo);
  // Who reacted may be known by name only later.
  const namesKnown = Object.keys(item.reactions).length ? names.size : 0;
  return [item, first, last, active === item.key, origin, namesKnown, store.speech, room, room.role, room.kind];
}

function drawn({ item, first, last }: MessageRow, scene: Scene, newest: boolean): TemplateResult {
  const kind = `message ${item.mine ? "own" : "others"} ${first ? "is-first" : ""} ${last ? "is-last" : ""} is-${item.state}`;
  const point = () => scene.point(item.key);
  return html`<li class=${kind} data-seq=${item.seq ?? nothing} data-key=${item.key} tabindex=${newest || scene.active === item.key ? 0 : -1}
    @pointermove=${point} @focusin=${point}>${messageView(item, first, scene)}</li>`;
}
