import type { MessageItem, RoomView } from "@workchat/client";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { avatar } from "../components/avatar.ts";
import type { MessageList } from "../components/message-list.ts";
import { excerpt } from "../text/markdown.ts";
import { pinnedOf, pinnedTitle } from "../text/pinned.ts";
import { Sheet } from "./sheet.ts";

/** Pages that one look further back reads. */
const PAGES = 10;

/** The pinned ones of the messages that are loaded, the newest first; one goes to where they stand. */
@customElement("chat-pinned")
export class PinnedDialog extends Sheet {
  @property({ attribute: false }) room!: RoomView;
  @state() private looking = false;

  protected override heading(): string {
    return pinnedTitle(pinnedOf(this.room).length, this.t);
  }

  protected override body(): TemplateResult {
    const { room, t } = this;
    const pinned = pinnedOf(room).reverse();
    return html`<div class="sheet-scroll" tabindex="-1">${pinned.length ? html`<ul class="cards">${pinned.map((item) => this.#card(item))}</ul>`
        : html`<p class="remark" role="status">${t.say("nothing_pinned")}</p>`}</div>
      ${room.more ? html`<footer><p class="remark first">${t.say("pinned_so_far")}</p>
        <button class="button" ?disabled=${this.looking} @click=${this.#look}>${t.say(this.looking ? "loading_older" : "look_further")}</button></footer>` : nothing}`;
  }

  #card(item: MessageItem): TemplateResult {
    const { times } = this.store;
    return html`<li><button class="room-card pin-card" @click=${() => this.#go(item.seq!)}>${avatar(item.user, "small")}
      <span><b><bdi>${item.user.name}</bdi></b> <small>${times.day(item.ts)}, ${times.clock(item.ts)}</small>
        <span class="pin-text" dir="auto">${excerpt(item, 300)}</span></span></button></li>`;
  }

  async #look(): Promise<void> {
    const { room } = this;
    this.looking = true;
    try {
      for (let page = 0; page < PAGES && room.more; page += 1) await room.loadOlder();
    } catch (error) {
      this.store.problem(error);
    }
    this.looking = false;
  }

  #go(seq: number): void {
    this.done(() => void this.root.querySelector<MessageList>("chat-messages")?.jump(seq));
  }
}
