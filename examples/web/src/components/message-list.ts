import type { MessageItem, RoomView } from "@workchat/client";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../icons.ts";
import { drawCup } from "../illustrations.ts";
import { excerpt } from "../text/markdown.ts";
import { rowsOf, type Row } from "../text/rows.ts";
import { avatar } from "./avatar.ts";
import type { EmojiPanel } from "./emoji-panel.ts";
import { toText, walk } from "./keys.ts";
import { messageRow } from "./message-row.ts";
import { eventText, noticeView, type Scene } from "./message-view.ts";
import { Part } from "./part.ts";
import { ScrollKeeper } from "./scroll.ts";
import { typingLine } from "./typing-line.ts";

/** So far from the oldest, the ones before it are fetched. */
const FETCH_PX = 500;
const JUST_NOW_MS = 5_000;

/** The messages of one room. */
@customElement("chat-messages")
export class MessageList extends Part {
  @property({ attribute: false }) room!: RoomView;
  @state() private active: string | undefined;
  @state() private loading = false;
  @state() private below = 0;
  #unreadAfter: number | undefined;
  #placed = false;
  #readTo = 0;
  #heard = "";
  readonly #keeper = new ScrollKeeper(() => this.querySelector<HTMLElement>("#scroller"));
  readonly #sizes = new ResizeObserver(() => this.#keeper.atEnd && this.#keeper.toEnd());
  readonly #onAttention = () => this.#attend();

  override connectedCallback(): void {
    super.connectedCallback();
    for (const type of ["focus", "visibilitychange"]) addEventListener(type, this.#onAttention);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const type of ["focus", "visibilitychange"]) removeEventListener(type, this.#onAttention);
    this.#sizes.disconnect();
  }

  protected override firstUpdated(): void {
    for (const part of this.querySelectorAll("#scroller, #messages")) this.#sizes.observe(part);
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { room } = this;
    if (changed.has("room")) {
      this.#unreadAfter = room.unread > 0 ? room.read : undefined;
      this.#placed = false;
      this.#readTo = room.head;
      this.#keeper.atEnd = true;
      this.active = undefined;
      this.below = 0;
    } else if (this.hasUpdated) {
      this.#keeper.remember(() => this.querySelectorAll<HTMLElement>("#messages > li.message, #messages > li.event"));
    }
    // Where one looked away; what was read since then is not new any more.
    if (room.unread > 0 && !this.#attentive && (this.#unreadAfter ?? -1) < room.read) this.#unreadAfter = room.read;
    this.below = this.#keeper.atEnd ? 0 : room.items.filter((item) => item.kind === "message" && !item.mine && (item.seq ?? 0) > this.#readTo).length;
  }

  protected override updated(): void {
    if (!this.#placed && this.room.loaded) {
      this.#placed = true;
      const line = this.querySelector<HTMLElement>("#unread-line");
      const told = this.store.notices.of(this.room.id).at(-1);
      // Why one is here all of a sudden stands at the end.
      if (line && !(told?.bad && Date.now() - told.ts < JUST_NOW_MS)) this.#keeper.toRow(line);
      else this.#keeper.toEnd();
      if (!this.#keeper.atEnd) this.requestUpdate();
    } else this.#keeper.restore();
    this.#attend();
    void this.#fetch();
  }

  protected override render() {
    const { room, store, t } = this;
    const rows = rowsOf(room.items, store.notices.of(room.id), this.#unreadAfter);
    const scene = this.#scene();
    const newest = rows.findLastIndex((row) => row.kind === "message");
    return html`<div id="scroller" tabindex="-1" @scroll=${this.#scrolled}>
        ${room.more && (room.loaded || (store.client.state === "online" && !room.loading))
          ? html`<p class="older"><button class="button small" ?disabled=${this.loading} @click=${() => this.#older()}>${t.say(this.loading ? "loading_older" : "load_older")}</button></p>`
          : room.loaded ? this.#beginning(rows.some((row) => row.kind === "message"))
            : room.loading ? nothing : html`<p class="beginning" role="status">${t.say("not_fetched")}</p>`}
        <ul id="messages" aria-label=${t.say("messages_in", { room: store.nameOf(room) })} @keydown=${this.#key}
          @compose=${() => (this.active = undefined)} @focusout=${this.#leave} @pointerleave=${() => this.#point(undefined)}>
          ${repeat(rows, (row) => row.key, (row, index) => this.#row(row, scene, index === newest))}
        </ul>
      </div>
      ${this.#keeper.atEnd ? nothing : html`<button class="jump ${this.below ? "has-new" : ""}" id="jump" @click=${this.#jumpToEnd}>
        ${icon("down")}<span>${this.below ? t.count("new_messages", this.below) : t.say("jump_to_newest")}</span></button>`}
      <p class="hidden" aria-live="polite">${this.#spoken()}</p>
      ${typingLine(room, t)}`;
  }

  #row(row: Row, scene: Scene, newest: boolean): unknown {
    const { store, t, room } = this;
    switch (row.kind) {
      case "day":
        return html`<li class="day"><span>${store.times.day(row.ts)}</span></li>`;
      case "unread":
        return html`<li class="unread-line" id="unread-line"><span>${t.say("unread_line")}</span></li>`;
      case "event":
        return html`<li class="event">${eventText(row.item, t)}</li>`;
      case "notice":
        return html`<li class="notice-row">${noticeView(row.notice, store, room.id)}</li>`;
      case "message":
        return messageRow(row, scene, newest);
    }
  }

  #beginning(any: boolean): TemplateResult {
    const { room, t } = this;
    const { partner } = room;
    if (any) return html`<p class="beginning">${partner ? t.draw("beginning_direct", { name: partner }) : t.draw("beginning", { room: room.name })}</p>`;
    return html`<div class="empty in-room">
      ${partner ? avatar({ name: partner }, "large") : drawCup()}
      <h2>${partner ? t.draw("empty_direct", { name: partner }) : t.say("empty_room")}</h2>
      <p>${t.say(partner ? "empty_direct_explained" : room.kind === "announcement" && room.role === "member" ? "empty_announcements" : "empty_room_explained")}</p>
    </div>`;
  }

  #scene(): Scene {
    const { room, store } = this;
    const bySeq = new Map<number, MessageItem>();
    const names = new Map<string, string>();
    for (const item of room.items) {
      names.set(item.user.id, item.user.name);
      if (item.kind === "message" && item.seq !== undefined) bySeq.set(item.seq, item);
    }
    for (const user of room.people ?? []) names.set(user.id, user.name);
    return {
      store,
      room,
      bySeq,
      names,
      active: this.active,
      point: (key) => this.#point(key),
      jump: (seq) => void this.jump(seq),
      react: (item, anchor) => this.#react(item, anchor),
    };
  }

  // -- reading ---------------------------------------------------------------------------------------------------

  get #attentive(): boolean {
    return document.visibilityState === "visible" && document.hasFocus();
  }

  /** What is at the end and looked at, has been read. */
  #attend(): void {
    const { room } = this;
    if (!this.#keeper.atEnd || !this.#placed) return;
    this.#readTo = room.head;
    if (this.#attentive && room.unread > 0) room.markRead();
  }

  /** The newest message of somebody else, for who does not see it come. */
  #spoken(): string {
    const newest = this.room.items.at(-1);
    if (newest?.kind === "message" && !newest.mine && !newest.deleted && this.hasUpdated) this.#heard = `${newest.user.name}: ${excerpt(newest, 300)}`;
    return this.#heard;
  }

  /** What one writes oneself ends the reading. */
  wrote(): void {
    this.#unreadAfter = undefined;
    this.#keeper.toEnd();
    this.requestUpdate();
  }

  #scrolled(): void {
    const before = this.#keeper.atEnd;
    this.#keeper.look();
    if (before !== this.#keeper.atEnd) this.requestUpdate();
    else this.#attend();
    void this.#fetch();
  }

  async #fetch(): Promise<void> {
    const box = this.querySelector<HTMLElement>("#scroller");
    if (box && this.#placed && this.room.more && box.scrollTop < FETCH_PX && this.store.client.state === "online") await this.#older();
  }

  async #older(): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    await this.room.loadOlder().catch((error) => this.store.problem(error));
    this.loading = false;
  }

  #jumpToEnd(): void {
    this.#keeper.toEnd(true);
    this.requestUpdate();
    toText(this);
  }

  /** To a message that may lie further back than what was loaded. */
  async jump(seq: number): Promise<void> {
    const { room } = this;
    if (!(await room.loadBackTo(seq).catch((error) => this.store.problem(error))) || room !== this.room) return;
    await this.updateComplete;
    const row = this.querySelector<HTMLElement>(`li[data-seq="${seq}"]`);
    if (!row) return;
    this.#keeper.toRow(row);
    row.focus({ preventScroll: true });
    row.classList.add("is-found");
    row.addEventListener("animationend", () => row.classList.remove("is-found"), { once: true });
  }

  // -- pointing --------------------------------------------------------------------------------------------------

  #point(key: string | undefined): void {
    const held = this.querySelector("li[data-key]:focus-within");
    if (key === undefined && held) key = (held as HTMLElement).dataset.key;
    this.active = key;
  }

  /** Who writes is done with the messages; a finger has no other way to say so. */
  #leave(event: FocusEvent): void {
    if ((event.relatedTarget as HTMLElement | null)?.id === "text") this.active = undefined;
  }

  #react(item: MessageItem, anchor: HTMLElement): void {
    const root = this.getRootNode() as ShadowRoot;
    root.querySelector<EmojiPanel>("chat-emoji")?.open(anchor, (emoji) => {
      void this.room.react(item.seq!, emoji, true).catch((error) => this.store.problem(error));
    });
  }

  #key(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      (this.getRootNode() as ShadowRoot).querySelector<HTMLElement>("#text")?.focus();
      return;
    }
    walk(event, [...this.querySelectorAll<HTMLElement>("li.message")]);
  }
}
