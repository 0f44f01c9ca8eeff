import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ChatError } from "@workchat/client";
import { field, written } from "../components/field.ts";
import type { Key } from "../i18n/index.ts";
import { icon, type IconName } from "../icons.ts";
import { problemText } from "../text/problem.ts";
import { Sheet } from "./sheet.ts";

type Kind = "public" | "private" | "announcement";

const kinds: ReadonlyArray<readonly [Kind, IconName, Key, Key]> = [
  ["public", "hash", "kind_public", "kind_public_explained"],
  ["private", "shield", "kind_private", "kind_private_explained"],
  ["announcement", "megaphone", "kind_announcement", "kind_announcement_explained"],
];

@customElement("chat-create-room")
export class CreateRoomDialog extends Sheet {
  @state() private locked = false;
  @state() private error: { field: string; text: string } | undefined;

  protected override heading(): string {
    return this.t.say("create_room");
  }

  protected override body() {
    const { t, store } = this;
    const error = (name: string) => (this.error?.field === name ? this.error.text : undefined);
    return html`<form class="stack" novalidate @submit=${this.#submit}>
      ${field({ id: "room-name", label: t.say("room_name"), placeholder: t.say("room_name_example"), maxlength: store.client.limits?.room_name, error: error("name"), autofocus: true })}
      ${field({ id: "room-topic", label: t.say("room_topic"), placeholder: t.say("room_topic_example"), maxlength: store.client.limits?.topic, error: error("topic") })}
      <fieldset class="choices"><legend>${t.say("kind")}</legend>
        ${kinds.map(([kind, sign, name, explained]) => html`<label class="choice">
          <input type="radio" name="kind" value=${kind} ?checked=${kind === "public"} />
          ${icon(sign)}<span><b>${t.say(name)}</b><small>${t.say(explained)}</small></span></label>`)}
      </fieldset>
      <label class="check"><input type="checkbox" id="room-locked" .checked=${this.locked}
        @change=${(event: Event) => (this.locked = (event.target as HTMLInputElement).checked)} /><span>${t.say("lock_with_password")}</span></label>
      ${this.locked ? field({ id: "room-password", type: "password", label: t.say("room_password"), autocomplete: "new-password", error: error("password") }) : nothing}
      <p class="field-error" role="alert">${error("") ?? nothing}</p>
      <footer><button class="button" type="button" @click=${() => this.dialog.close()}>${t.say("cancel")}</button>
        <button class="button primary" type="submit">${t.say("create_room")}</button></footer>
    </form>`;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { store, t } = this;
    const form = written(event.target as HTMLFormElement);
    const name = form["room-name"]?.trim() ?? "";
    const topic = form["room-topic"]?.trim();
    const password = form["room-password"];
    if (!name) return this.#refuse("name", t.say("error_required"));
    if (this.locked && !password) return this.#refuse("password", t.say("error_required"));
    try {
      const room = await store.client.createRoom({ name, kind: form["kind"] as Kind, ...(topic && { topic }), ...(password && { password }) });
      store.show(room);
      this.done();
    } catch (error) {
      const at = error instanceof ChatError ? (error.code === "conflict" ? "name" : error.field ?? "") : "";
      this.#refuse(["name", "topic", "password"].includes(at) ? at : "", problemText(error, t, { invalid: at === "name" ? "error_invalid_room_name" : "error_too_large" }));
    }
  }

  #refuse(at: string, text: string): void {
    this.error = { field: at, text };
    if (at) this.querySelector<HTMLElement>(`#room-${at}`)?.focus();
  }
}
