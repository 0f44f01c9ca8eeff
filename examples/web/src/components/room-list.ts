import type { RoomView } from "@workchat/client";
import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { icon, mark } from "../icons.ts";
import { avatar } from "./avatar.ts";
import { toText, walk } from "./keys.ts";
import { Part } from "./part.ts";
import { viewSign, partnerOnline } from "./room-sign.ts";

/** The rooms somebody is in, with what waits there; on a narrow screen a drawer. */
@customElement("chat-rooms")
export class RoomList extends Part {
  protected override render() {
    const { store, t } = this;
    const rooms = [...store.client.rooms.values()].sort((a, b) => t.compare(store.nameOf(a), store.nameOf(b)));
    const invited = rooms.filter((room) => room.role === "invited");
    const mine = rooms.filter((room) => room.role !== "invited");
    const direct = mine.filter((room) => room.kind === "direct");
    const { user } = store.client;
    return html`<nav class="sidebar" aria-label=${t.say("rooms")} @keydown=${this.#key}>
      <button class="skip" @click=${this.#skip}>${t.say("skip_to_messages")}</button>
      <div class="sidebar-head">
        <span class="wordmark">${mark()}<span>${t.say("app")}</span></span>
        <button class="icon-button only-narrow" aria-label=${t.say("close")} @click=${() => { store.roomsOpen = false; store.changed(); }}>${icon("close")}</button>
      </div>
      <button class="search-button" @click=${() => store.ask({ what: "switch" })}>
        ${icon("search")}<span>${t.say("find_rooms")}</span><kbd>${isApple ? "⌘" : "Ctrl"} K</kbd>
      </button>
      <div class="sidebar-scroll">
        ${invited.length ? html`<h2>${t.say("invitations")}</h2><ul>${invited.map((room) => this.#invitation(room))}</ul>` : nothing}
        <div class="section-head">
          <h2>${t.say("rooms")}</h2>
          <button class="icon-button small" aria-label=${t.say("browse_rooms")} title=${t.say("browse_rooms")} @click=${() => store.ask({ what: "browse" })}>${icon("compass")}</button>
          <button class="icon-button small" aria-label=${t.say("create_room")} title=${t.say("create_room")} @click=${() => store.ask({ what: "create" })}>${icon("plus")}</button>
        </div>
        <ul class="rooms">${repeat(mine.filter((room) => room.kind !== "direct"), (room) => room.id, (room) => this.#room(room))}</ul>
        ${direct.length ? html`<h2>${t.say("direct_messages")}</h2>
          <ul class="rooms">${repeat(direct, (room) => room.id, (room) => this.#room(room))}</ul>` : nothing}
      </div>
      ${user ? html`<button class="me" @click=${() => store.ask({ what: "settings" })}>
        ${avatar(user, "middle", store.client.state === "online")}
        <span class="me-name" dir="auto">${user.display_name || user.name}</span><span class="hidden">, ${t.say("settings")}</span>${icon("sliders")}
      </button>` : nothing}
    </nav>`;
  }

  #room(room: RoomView): TemplateResult {
    const { store, t } = this;
    const current = store.room === room;
    const waiting = room.unread > 0 && !(current && document.hasFocus());
    const presence = room.partner ? `, ${t.say(store.client.state === "online" && partnerOnline(room, store.client.rooms) ? "online" : "offline")}` : "";
    return html`<li>
      <button class="room-row ${current ? "is-current" : ""} ${waiting ? "has-unread" : ""}" data-room=${room.id}
        aria-current=${current ? "true" : "false"} @click=${() => this.#open(room)}>
        ${viewSign(room, store)}
        <span class="room-name" dir="auto" title=${store.nameOf(room)}>${store.nameOf(room)}<span class="hidden">${presence}</span></span>
        ${room.mentions ? html`<span class="badge mention"><span aria-hidden="true">@${room.mentions}</span><span class="hidden">, ${t.count("mention_count", room.mentions)}</span></span>` : nothing}
        ${waiting ? html`<span class="badge unread"><span aria-hidden="true">${room.unread > 99 ? "99+" : room.unread}</span><span class="hidden">, ${t.count("unread_count", room.unread)}</span></span>` : nothing}
      </button>
    </li>`;
  }

  #invitation(room: RoomView): TemplateResult {
    const { store, t } = this;
    return html`<li class="invitation">${viewSign(room, store)}<span class="room-name" dir="auto" title=${store.nameOf(room)}>${store.nameOf(room)}</span>
      <button class="button small primary" aria-label="${t.say("join")}: ${store.nameOf(room)}"
        @click=${() => store.enter(room.id).catch((error) => store.problem(error))}>${t.say("join")}</button>
      <button class="icon-button small" aria-label="${t.say("decline")}: ${store.nameOf(room)}" title=${t.say("decline")}
        @click=${() => { toText(this); room.leave().catch((error) => store.problem(error)); }}>${icon("close")}</button></li>`;
  }

  #open(room: RoomView): void {
    this.store.show(room);
    requestAnimationFrame(() => toText(this));
  }

  #skip(): void {
    (this.getRootNode() as ShadowRoot).querySelector<HTMLElement>("#messages li[tabindex='0'], #text")?.focus();
  }

  #key(event: KeyboardEvent): void {
    walk(event, [...this.querySelectorAll<HTMLElement>(".room-row")]);
  }
}

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);
