import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import "../components/appearance.ts";
import { avatar } from "../components/avatar.ts";
import type { Key } from "../i18n/index.ts";
import { Sheet } from "./sheet.ts";

const shortcuts: ReadonlyArray<readonly [string, Key]> = [
  ["Ctrl K", "shortcut_switch"], ["↑", "shortcut_edit"], ["⇧ Enter", "shortcut_newline"], ["Esc", "shortcut_close"]];

@customElement("chat-settings")
export class SettingsDialog extends Sheet {
  protected override heading(): string {
    return this.t.say("settings");
  }

  protected override body() {
    const { t, store } = this;
    const { user } = store.client;
    return html`${user ? html`<div class="account">${avatar(user, "large")}
        <div><b>${user.display_name || user.name}</b><small>@${user.name}</small></div>
        <button class="button" id="sign-out" @click=${() => (user.role === "guest" ? store.ask({ what: "sign-out" }) : store.signOut())}>${t.say("sign_out")}</button></div>` : nothing}
      <h3>${t.say("appearance")}</h3>
      <chat-appearance .store=${store}></chat-appearance>
      <section class="keyboard"><h3>${t.say("shortcuts")}</h3>
      <dl class="shortcuts">${shortcuts.map(([keys, what]) => html`<div><dt>${keys.split(" ").map((key) => html`<kbd>${key}</kbd>`)}</dt><dd>${t.say(what)}</dd></div>`)}</dl></section>`;
  }
}
