import { LitElement } from "lit";
import { property } from "lit/decorators.js";
import type { Store } from "../store.ts";

/** A part of the page. It renders into itself: one root, one stylesheet and one scope of ids for all of them. */
export abstract class Part extends LitElement {
  @property({ attribute: false }) store!: Store;
  #stop: (() => void) | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = this.store.listen(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
  }

  get t() {
    return this.store.speech;
  }
}
