import { html, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { problemText } from "../text/problem.ts";
import { Sheet } from "./sheet.ts";

/** Asks before something that cannot be taken back. */
@customElement("chat-confirm")
export class ConfirmDialog extends Sheet {
  @property() question = "";
  @property() explained = "";
  @property() action = "";
  @property({ attribute: false }) act!: () => Promise<unknown>;
  @state() private error = "";

  protected override heading(): string {
    return this.question;
  }

  protected override body(): TemplateResult {
    return html`<p class="explained">${this.explained}</p>
      <p class="field-error" role="alert">${this.error}</p>
      <footer><button class="button" autofocus @click=${() => this.dialog.close()}>${this.t.say("cancel")}</button>
        <button class="button danger-filled" id="confirm" @click=${this.#confirm}>${this.action}</button></footer>`;
  }

  async #confirm(): Promise<void> {
    try {
      await this.act();
      this.done();
    } catch (error) {
      this.error = problemText(error, this.t);
    }
  }
}
