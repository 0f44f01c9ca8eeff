import type { RoomView } from "@workchat/client";
import { html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { avatar } from "../components/avatar.ts";
import type { MessageList } from "../components/message-list.ts";
import { Sheet } from "./sheet.ts";

/** The pinned ones of the messages that are loaded; one goes to where they stand. */
@customElement("chat-pinned")
export class PinnedDialog extends Sheet {
  @property({ attribute: false }) room!: RoomView;

  protected override heading(): string {
    return this.t.say("pinned");
  }

  protected override body(): TemplateResult {
    const { store } = this;
    return html`<ul class="cards">${this.room.items.map((item) => item.kind === "message" && item.pinned && !item.deleted
      ? html`<li><button class="room-card pin-card" @click=${() => this.#go(item.seq!)}>${avatar(item.user, "small")}
          <span><b>${item.user.name}</b> <small>${store.times.day(item.ts)}, ${store.times.clock(item.ts)}</small><br />${item.text.slice(0, 300)}</span></button></li>`
      : "")}</ul>`;
  }

  #go(seq: number): void {
    this.done(() => this.root.querySelector<MessageList>("chat-messages")?.jump(seq));
  }
}
