import type { RoomView } from "@workchat/client";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../icons.ts";
import type { Store } from "../store.ts";
import { presentIn, viewSign } from "./room-sign.ts";
import { roomTools } from "./room-tools.ts";

/** The name of the room, what it is about, and what can be done with it: on a narrow screen in a menu. */
export function roomHeader(store: Store, room: RoomView): TemplateResult {
  const { speech: t } = store;
  const count = presentIn(room, store.client.rooms);
  const tools = roomTools(store, room);
  return html`<header class="room-header">
    <button class="icon-button only-narrow" id="open-rooms" aria-label=${t.say("open_rooms")} @click=${() => openRooms(store)}>${icon("menu")}${
      others(store, room) ? html`<span class="dot"></span>` : nothing}</button>
    <span class="room-sign">${viewSign(room, store)}</span>
    <div class="room-title">
      <h1 dir="auto" title=${store.nameOf(room)}>${store.nameOf(room)}</h1>
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
