import type { RoomView } from "@workchat/client";
import { html, nothing, type TemplateResult } from "lit";
import { pinnedOf } from "../dialogs/pinned.ts";
import { icon, type IconName } from "../icons.ts";
import type { Asking, Store } from "../store.ts";
import { viewSign } from "./room-sign.ts";

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
    [pinned > 0, { id: "pins", sign: "pin", label: t.count("pinned_count", pinned), asks: { what: "pinned", room } }],
    [moderates || room.kind === "private", { id: "invite", sign: "invite", label: t.say("invite_someone"), asks: { what: "invite", room } }],
    [room.role === "owner" && room.kind !== "direct", { id: "room-settings", sign: "sliders", label: t.say("room_settings"), asks: { what: "room", room } }],
    [room.kind !== "direct", { id: "leave", sign: "leave", label: t.say("leave_room"), asks: { what: "leave", room } }],
  ];
  return tools.filter(([has]) => has).map(([, tool]) => tool);
}

/** The name of the room, what it is about, and what can be done with it: on a narrow screen in a menu. */
export function roomHeader(store: Store, room: RoomView): TemplateResult {
  const { speech: t } = store;
  const count = room.people?.length ?? room.online;
  const tools = roomTools(store, room);
  return html`<header class="room-header">
    <button class="icon-button only-narrow" aria-label=${t.say("open_rooms")} @click=${() => openRooms(store)}>${icon("menu")}${
      others(store, room) ? html`<span class="dot"></span>` : nothing}</button>
    <span class="room-sign">${viewSign(room)}</span>
    <div class="room-title">
      <h1 dir="auto">${store.nameOf(room)}</h1>
      ${room.topic ? html`<p class="topic" dir="auto" title=${room.topic}>${room.topic}</p>` : nothing}
    </div>
    <div class="room-tools">
      ${tools.map(({ id, sign, label, asks }) => html`<button class="icon-button only-roomy" id=${id} aria-label=${label} title=${label}
        @click=${() => store.ask(asks)}>${icon(sign)}</button>`)}
      ${tools.length ? html`<button class="icon-button only-narrow" id="room-menu" aria-label=${t.say("room_menu")} aria-haspopup="dialog"
        @click=${() => store.ask({ what: "menu", room })}>${icon("more")}</button>` : nothing}
      <button class="people-button" id="show-people" aria-expanded=${store.peopleOpen} aria-label="${t.say("show_people")}: ${t.count("people_count", count)}"
        title=${t.say("show_people")} @click=${() => { store.peopleOpen = !store.peopleOpen; store.changed(); }}>
        ${icon("people")}<span>${count}</span></button>
    </div>
  </header>`;
}

/** Something waits in another room. */
function others(store: Store, room: RoomView): boolean {
  return [...store.client.rooms.values()].some((other) => other !== room && other.unread > 0);
}

function openRooms(store: Store): void {
  store.roomsOpen = true;
  store.changed();
}
