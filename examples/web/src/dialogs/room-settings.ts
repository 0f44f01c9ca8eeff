import type { RoomSettings, RoomView } from "@workchat/client";
import { html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { RoomForm, type Draft, type Kind } from "./room-form.ts";

/** What the owner of a room may change, and the way to delete it. */
@customElement("chat-room-settings")
export class RoomSettingsDialog extends RoomForm {
  @property({ attribute: false }) room!: RoomView;
  protected override readonly action = "save";

  override connectedCallback(): void {
    super.connectedCallback();
    const { name, topic, kind, locked } = this.room;
    this.draft = { name, topic, kind: kind as Kind };
    this.wasLocked = this.locked = locked;
  }

  protected override heading(): string {
    return this.t.say("room_settings");
  }

  protected override more(): TemplateResult {
    const { room, store, t } = this;
    return html`<button class="button danger first" id="delete-room" type="button" @click=${() => store.ask({ what: "delete-room", room })}>${t.say("delete_room")}</button>`;
  }

  /** Only what is new: the others read of each change. */
  protected override async save({ name, topic, kind, password }: Draft): Promise<void> {
    const { room } = this;
    const changed: RoomSettings = {
      ...(name !== room.name && { name }), ...(topic !== room.topic && { topic }), ...(kind !== room.kind && { kind }),
      ...(password !== undefined && { password }),
    };
    if (Object.keys(changed).length) await room.change(changed);
  }
}
