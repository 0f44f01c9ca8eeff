import { html, type TemplateResult } from "lit";
import { query } from "lit/decorators.js";
import { toText } from "../components/keys.ts";
import { Part } from "../components/part.ts";
import { icon } from "../icons.ts";

/** A modal dialog. It opens with the part, and the browser keeps the focus inside, closes by Escape and gives the focus back. */
export abstract class Sheet extends Part {
  @query("dialog") protected readonly dialog!: HTMLDialogElement;
  /** Where the focus was, for when what had it is drawn anew. */
  #before: Element | null = null;
  #goOn: (() => void) | undefined;
  #pressedOutside = false;

  protected abstract heading(): string;
  protected abstract body(): TemplateResult;
  protected readonly kind: string = "";

  protected override render() {
    return html`<dialog class="sheet ${this.kind}" aria-labelledby="sheet-title" @close=${this.#closed} @pointerdown=${this.#pressed} @click=${this.#outside}>
      <div class="sheet-inside">
        <header><h2 id="sheet-title">${this.heading()}</h2>
          <button class="icon-button" aria-label=${this.t.say("close")} @click=${() => this.dialog.close()}>${icon("close")}</button></header>
        ${this.body()}
      </div>
    </dialog>`;
  }

  protected override firstUpdated(): void {
    this.#before = this.root.activeElement;
    this.dialog.showModal();
    this.dialog.querySelector<HTMLElement>("[autofocus]")?.focus();
  }

  #closed(): void {
    // Another one may have taken its place by now.
    if (!this.isConnected) return;
    this.store.ask(undefined);
    if (this.#goOn) this.#goOn();
    else if (this.#before?.isConnected) (this.#before as HTMLElement).focus();
    else toText(this);
  }

  #pressed(event: PointerEvent): void {
    this.#pressedOutside = event.target === this.dialog;
  }

  /**
   * A click on the backdrop is one on the dialog itself; it began there as well, where no text was selected from the inside out.
   * The second of a double click is still meant for what opened it.
   */
  #outside(event: MouseEvent): void {
    if (event.target === this.dialog && this.#pressedOutside && event.detail < 2) this.dialog.close();
  }

  /** Closes, and the focus goes on from here: into the text, where nothing else is said. */
  protected done(goOn = () => toText(this)): void {
    this.#goOn = goOn;
    this.dialog.close();
  }

  protected get root(): ShadowRoot {
    return this.getRootNode() as ShadowRoot;
  }
}
