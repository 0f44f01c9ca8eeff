import type { RoomView } from "@workchat/client";
import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { classMap } from "lit/directives/class-map.js";
import { icon } from "../icons.ts";
import { drawDoor } from "../illustrations.ts";
import "../dialogs/index.ts";
import type { Composer } from "./composer.ts";
import "./composer.ts";
import "./connection-banner.ts";
import "./emoji-panel.ts";
import type { ComposeEvent } from "./message-actions.ts";
import type { MessageList } from "./message-list.ts";
import "./message-list.ts";
import "./people-panel.ts";
import { noticeView } from "./message-view.ts";
import { Part } from "./part.ts";
import { roomHeader } from "./room-header.ts";
import "./room-list.ts";
import { NOWHERE } from "../store.ts";

/** From this width on there is room for who is here beside the messages; the stylesheets know it too. */
const WIDE_PX = 1100;

/** What somebody sees who is in: rooms, the messages of one, and who is there. */
@customElement("chat-area")
export class ChatArea extends Part {
  #wide: boolean | undefined;
  #room: RoomView | undefined;
  readonly #widths = new ResizeObserver(([entry]) => this.#measure(entry!.contentRect.width));
  readonly #onKey = (event: KeyboardEvent) => this.#key(event);

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("keydown", this.#onKey);
    this.#widths.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("keydown", this.#onKey);
    this.#widths.disconnect();
  }

  protected override render() {
    const { store, t } = this;
    const { room } = store;
    return html`<div id="chat-area" class=${classMap({ "rooms-open": store.roomsOpen, "people-open": store.peopleOpen && !!room })}>
      <chat-rooms .store=${store}></chat-rooms>
      <div class="backdrop" @click=${() => this.#closeDrawers()}></div>
      <main class="room" aria-label=${room ? store.nameOf(room) : t.say("rooms")} @compose=${this.#compose} @wrote=${this.#wrote}>
        <chat-banner .store=${store}></chat-banner>
        ${room
          ? html`${roomHeader(store, room)}
              <chat-messages .store=${store} .room=${room}></chat-messages>
              <chat-composer .store=${store} .room=${room}></chat-composer>`
          : this.#nowhere()}
      </main>
      ${room && store.peopleOpen ? html`<chat-people .store=${store} .room=${room}></chat-people>` : nothing}
      <chat-emoji .store=${store}></chat-emoji>
      <chat-dialogs .store=${store}></chat-dialogs>
    </div>`;
  }

  /** What had the focus went with the last room. */
  protected override updated(): void {
    const { room, asking } = this.store;
    if (this.#room && !room && !asking) this.querySelector<HTMLElement>(".empty .button")?.focus();
    this.#room = room;
  }

  #nowhere() {
    const { store, t } = this;
    return html`<header class="room-header only-narrow">
        <button class="icon-button" aria-label=${t.say("open_rooms")} @click=${() => { store.roomsOpen = true; store.changed(); }}>${icon("menu")}</button>
      </header>
      ${store.client.state === "connecting" || store.client.state === "waiting" ? html`<p class="settling" role="status">${t.say("connecting")}</p>` : html`<div class="empty">
        ${drawDoor()}
        <h2>${t.say("no_rooms_yet")}</h2>
        <p>${t.say("no_rooms_yet_explained")}</p>
        ${store.notices.of(NOWHERE).map((notice) => noticeView(notice, store, NOWHERE))}
        <div class="row">
          <button class="button primary" @click=${() => store.ask({ what: "browse" })}>${t.say("browse_rooms")}</button>
          <button class="button" @click=${() => store.ask({ what: "create" })}>${t.say("create_room")}</button>
        </div>
      </div>`}`;
  }

  #compose({ detail }: ComposeEvent): void {
    this.querySelector<Composer>("chat-composer")?.take(detail.what, detail.item);
  }

  #wrote(): void {
    this.querySelector<MessageList>("chat-messages")?.wrote();
  }

  #measure(width: number): void {
    const wide = width >= WIDE_PX;
    if (wide === this.#wide) return;
    this.#wide = wide;
    this.store.peopleOpen = wide;
    this.store.changed();
  }

  #closeDrawers(): void {
    this.store.roomsOpen = false;
    if (!this.#wide) this.store.peopleOpen = false;
    this.store.changed();
  }

  #key(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      this.store.ask(this.store.asking?.what === "switch" ? undefined : { what: "switch" });
    } else if (event.key === "Escape" && !this.store.asking && !event.defaultPrevented) {
      const drawer = this.store.roomsOpen || (this.store.peopleOpen && !this.#wide);
      if (drawer) {
        this.#closeDrawers();
        this.querySelector<HTMLElement>("#text")?.focus();
      }
    }
  }
}
