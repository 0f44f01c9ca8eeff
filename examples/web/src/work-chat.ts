import { html, LitElement, nothing, unsafeCSS, type PropertyValues } from "lit";
import { customElement, property } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import "./components/chat-area.ts";
import "./components/sign-in.ts";
import { isLanguage } from "./i18n/index.ts";
import { Document } from "./document.ts";
import { isTheme, Preferences } from "./preferences.ts";
import { Store } from "./store.ts";
import styles from "./styles/index.css";

/**
 * A chat in a page: <work-chat src="https://chat.example" room="general" lang="es" theme="dark">.
 * With the attribute `page` it is the page: title, icon, address and language of the document are its own.
 */
@customElement("work-chat")
export class WorkChat extends LitElement {
  static override styles = unsafeCSS(styles);

  @property() src = "";
  @property() room = "";
  @property({ reflect: false }) override lang = "";
  @property() theme = "";
  @property({ type: Boolean }) page = false;

  #store: Store | undefined;
  #document: Document | undefined;
  #stop: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  get #defaults() {
    return { ...(isLanguage(this.lang) && { language: this.lang }), ...(isTheme(this.theme) && { theme: this.theme }) };
  }

  #open(): void {
    const url = new URL(this.src || location.origin, location.href).origin;
    const store = new Store(url, new Preferences(this.#defaults), () => this.#document?.room() || this.room || undefined);
    this.#store = store;
    if (this.page) this.#document = new Document(store);
    this.#stop = store.listen(() => this.#changed());
    void store.start();
    this.#changed();
  }

  #close(): void {
    this.#stop?.();
    this.#document?.close();
    this.#store?.close();
    this.#store = this.#document = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!this.hasUpdated) return;
    if (changed.has("src")) {
      this.#close();
      this.#open();
    }
    if (changed.has("lang") || changed.has("theme")) this.#store?.setDefaults(this.#defaults);
    if (changed.has("room") && this.room) void this.#store?.follow(this.room).catch((error) => this.#store?.problem(error));
  }

  #changed(): void {
    this.dataset.theme = this.#store?.preferences.theme ?? "auto";
    this.#document?.show();
    this.requestUpdate();
  }

  protected override render() {
    const store = this.#store;
    if (!store) return nothing;
    const { speech } = store;
    return html`<div class="app" lang=${speech.language}>
      ${keyed(store, store.signedIn
        ? html`<chat-area .store=${store}></chat-area>`
        : store.settling
          ? html`<p class="settling" role="status">${speech.say("loading")}</p>`
          : html`<chat-sign-in .store=${store}></chat-sign-in>`)}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "work-chat": WorkChat;
  }
}
