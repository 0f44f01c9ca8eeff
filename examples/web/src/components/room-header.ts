import type { RoomView } from "@workchat/client";
import { html, nothing, type TemplateResult } from "lit";
import { pinnedOf } from "../dialogs/pinned.ts";
import { icon } from "../icons.ts";
import type { Store } from "../store.ts";
import { viewSign } from "./room-sign.ts";

/** The name of the room, what it is about, and what can be done with it. */
export function roomHeader(store: Store, room: RoomView): TemplateResult {
  const { speech: t } = store;
  const moderates = room.role === "owner" || room.role === "moderator";
  const pinned = pinnedOf(room).length;
  const count = room.people?.length ?? room.online;
  return html`<header class="room-header">
    <button class="icon-button only-narrow" aria-label=${t.say("open_rooms")} @click=${() => openRooms(store)}>${icon("menu")}${
      others(store, room) ? html`<span class="dot"></span>` : nothing}</button>
    <span class="room-sign">${viewSign(room)}</span>
    <div class="room-title">
      <h1 dir="auto">${store.nameOf(room)}</h1>
      ${room.topic ? html`<p class="topic" dir="auto" title=${room.topic}>${room.topic}</p>` : nothing}
    </div>
    <div class="room-tools">
      ${pinned ? html`<button class="icon-button" id="pins" aria-label=${t.count("pinned_count", pinned)} title=${t.count("pinned_count", pinned)}
        @click=${() => store.ask({ what: "pinned", room })}>${icon("pin")}</button>` : nothing}
      ${moderates || room.kind === "private" ? html`<button class="icon-button" aria-label=${t.say("invite_someone")} title=${t.say("invite_someone")}
        @click=${() => store.ask({ what: "invite", room })}>${icon("invite")}</button>` : nothing}
      ${room.role === "owner" && room.kind !== "direct" ? html`<button class="icon-button" id="room-settings" aria-label=${t.say("room_settings")} title=${t.say("room_settings")}
        @click=${() => store.ask({ what: "room", room })}>${icon("sliders")}</button>` : nothing}
      ${room.kind === "direct" ? nothing : html`<button class="icon-button" id="leave" aria-label=${t.say("leave_room")} title=${t.say("leave_room")}
        @click=${() => store.ask({ what: "leave", room })}>${icon("leave")}</button>`}
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
