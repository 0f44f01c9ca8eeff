import type { Room } from "@workchat/client";
import { html } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { field, written } from "../components/field.ts";
import { problemText } from "../text/problem.ts";
import { Sheet } from "./sheet.ts";

/** Asks for the password of a room. */
@customElement("chat-room-password")
export class RoomPasswordDialog extends Sheet {
  @property({ attribute: false }) room!: Room;
  @state() private error: string | undefined;
  @state() private busy = false;

  protected override heading(): string {
    return this.t.say("password_for", { room: this.room.name });
  }

  protected override body() {
    const { t } = this;
    return html`<form class="stack" novalidate @submit=${this.#submit} @input=${() => (this.error = undefined)}>
      ${field({ id: "join-password", type: "password", label: t.say("room_password"), autocomplete: "off", error: this.error, autofocus: true })}
      <footer><button class="button" type="button" @click=${() => this.dialog.close()}>${t.say("cancel")}</button>
        <button class="button primary" type="submit" ?disabled=${this.busy}>${t.say("join")}</button></footer>
    </form>`;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const password = written(event.target as HTMLFormElement)["join-password"] ?? "";
    this.busy = true;
    try {
      await this.store.enter(this.room, password);
      this.done();
    } catch (error) {
      this.error = problemText(error, this.t);
      this.querySelector<HTMLInputElement>("#join-password")?.select();
    } finally {
      this.busy = false;
    }
  }
}
