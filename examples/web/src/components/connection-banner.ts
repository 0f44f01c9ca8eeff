import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import type { Key } from "../i18n/index.ts";
import { icon } from "../icons.ts";
import { Part } from "./part.ts";

const endings: Partial<Record<number, Key>> = { 4503: "ended_banned", 4505: "ended_replaced" };

/** Says when the server is away, and when the next try is. */
@customElement("chat-banner")
export class ConnectionBanner extends Part {
  #tick: ReturnType<typeof setInterval> | undefined;
  #wasOnline = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#tick);
    this.#tick = undefined;
  }

  protected override willUpdate(): void {
    const { state } = this.store.client;
    this.#wasOnline ||= state === "online" || state === "waiting";
    if (state === "waiting") this.#tick ??= setInterval(() => this.requestUpdate(), 500);
    else {
      clearInterval(this.#tick);
      this.#tick = undefined;
    }
  }

  protected override render() {
    const { t, store } = this;
    const { client } = store;
    const { state } = client;
    let inside: unknown = nothing;
    if (state === "waiting") inside = this.#waiting();
    else if (state === "connecting" && this.#wasOnline) inside = html`<p class="banner">${icon("clock")}<span>${t.say("reconnecting")}</span></p>`;
    else if (state === "ended") {
      inside = html`<div class="banner is-bad">${icon("alert")}<span>${t.say(endings[client.endedBy?.code ?? 0] ?? "ended_other")}</span>
        <button class="button small" @click=${() => store.signOut()}>${t.say("sign_out")}</button></div>`;
    }
    return html`<div class="banner-place" role="status">${inside}</div>`;
  }

  #waiting() {
    const { t, store } = this;
    const seconds = Math.max(0, Math.ceil(((store.client.retryAt ?? 0) - Date.now()) / 1000));
    // Only the first words are said aloud: nobody wants to hear a countdown.
    return html`<div class="banner" id="reconnect">${icon("alert")}
      <span class="hidden">${t.say("reconnecting")}</span>
      <span aria-hidden="true">${seconds ? t.count("retry_in", seconds) : t.say("reconnecting")}</span>
      <button class="button small" @click=${() => store.client.reconnectNow()}>${t.say("retry_now")}</button>
    </div>`;
  }
}
