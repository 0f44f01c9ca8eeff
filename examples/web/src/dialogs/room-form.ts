import { ChatError } from "@workchat/client";
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { field, written } from "../components/field.ts";
import type { Key } from "../i18n/index.ts";
import { icon, type IconName } from "../icons.ts";
import { problemText } from "../text/problem.ts";
import { Sheet } from "./sheet.ts";

export type Kind = "public" | "private" | "announcement";

/** What is chosen of a room; without a password the one it has, or none, stays. */
export interface Draft {
  name: string;
  topic: string;
  kind: Kind;
  password?: string;
}

const kinds: ReadonlyArray<readonly [Kind, IconName, Key, Key]> = [
  ["public", "hash", "kind_public", "kind_public_explained"],
  ["private", "shield", "kind_private", "kind_private_explained"],
  ["announcement", "megaphone", "kind_announcement", "kind_announcement_explained"],
];

/** What one chooses when a room is made, and may change later. */
export abstract class RoomForm extends Sheet {
  /** What is asked already and need not be written again. */
  protected wasLocked = false;
  protected draft: Draft = { name: "", topic: "", kind: "public" };
  @state() protected locked = false;
  @state() private error: { field: string; text: string } | undefined;
  @state() private busy = false;

  protected abstract readonly action: Key;
  protected abstract save(draft: Draft): Promise<unknown>;

  protected more(): TemplateResult | typeof nothing {
    return nothing;
  }

  protected override body(): TemplateResult {
    const { t, draft } = this;
    const { limits } = this.store.client;
    const error = (name: string) => (this.error?.field === name ? this.error.text : undefined);
    return html`<form class="stack" novalidate @submit=${this.#submit} @input=${() => (this.error = undefined)}>
      ${field({ id: "room-name", label: t.say("room_name"), placeholder: t.say("room_name_example"), maxlength: limits?.room_name, error: error("name"), autofocus: true,
        value: draft.name, oninput: (value) => (draft.name = value) })}
      ${field({ id: "room-topic", label: t.say("room_topic"), placeholder: t.say("room_topic_example"), maxlength: limits?.topic, error: error("topic"),
        value: draft.topic, oninput: (value) => (draft.topic = value) })}
      <fieldset class="choices"><legend>${t.say("kind")}</legend>
        ${kinds.map(([kind, sign, name, explained]) => html`<label class="choice">
          <input type="radio" name="kind" value=${kind} ?checked=${kind === draft.kind} />
          ${icon(sign)}<span><b>${t.say(name)}</b><small>${t.say(explained)}</small></span></label>`)}
      </fieldset>
      <label class="check"><input type="checkbox" id="room-locked" .checked=${this.locked}
        @change=${this.#lock} /><span>${t.say("lock_with_password")}</span></label>
      ${this.locked ? field({ id: "room-password", type: "password", label: t.say("room_password"), autocomplete: "new-password", error: error("password"),
        hint: this.wasLocked ? t.say("keep_password") : undefined }) : nothing}
      <p class="field-error" role="alert">${error("") ?? nothing}</p>
      <footer>${this.more()}<button class="button" type="button" @click=${() => this.dialog.close()}>${t.say("cancel")}</button>
        <button class="button primary" type="submit" ?disabled=${this.busy}>${t.say(this.action)}</button></footer>
    </form>`;
  }

  #lock(event: Event): void {
    this.locked = (event.target as HTMLInputElement).checked;
    void this.updateComplete.then(() => this.querySelector("#room-password")?.scrollIntoView({ block: "center" })); // the buttons stand over the end
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { t, draft, locked, wasLocked } = this;
    const form = written(event.target as HTMLFormElement);
    const name = draft.name.trim();
    const password = form["room-password"] ?? "";
    if (!name) return this.#refuse("name", t.say("error_required"));
    if (locked && !password && !wasLocked) return this.#refuse("password", t.say("error_required"));
    this.busy = true;
    try {
      await this.save({ name, topic: draft.topic.trim(), kind: form["kind"] as Kind, ...((password || wasLocked !== locked) && { password }) });
      this.done();
    } catch (error) {
      const at = error instanceof ChatError ? (error.code === "conflict" ? "name" : error.field ?? "") : "";
      this.#refuse(["name", "topic", "password"].includes(at) ? at : "", problemText(error, t, { invalid: at === "name" ? "error_invalid_room_name" : "error_too_large" }));
    } finally {
      this.busy = false;
    }
  }

  #refuse(at: string, text: string): void {
    this.error = { field: at, text };
    if (at) this.querySelector<HTMLElement>(`#room-${at}`)?.focus();
  }
}
