import type { RoomView } from "@workchat/client";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { roomTools } from "../components/room-tools.ts";
import { icon } from "../icons.ts";
import { Sheet } from "./sheet.ts";

/** What a narrow screen has no place for beside the room's name, and all of that name and the topic. */
@customElement("chat-room-menu")
export class RoomMenu extends Sheet {
  @property({ attribute: false }) room!: RoomView;

  protected override heading(): string {
    return this.store.nameOf(this.room);
  }

  protected override body(): TemplateResult {
    const { store, room } = this;
    return html`${room.topic ? html`<p class="explained" dir="auto">${room.topic}</p>` : nothing}
      <ul class="room-menu">${roomTools(store, room).map(({ id, sign, label, asks }) => html`<li>
        <button class="room-row" data-tool=${id} @click=${() => store.ask(asks)}>${icon(sign)}<span>${label}</span></button></li>`)}</ul>`;
  }
}
