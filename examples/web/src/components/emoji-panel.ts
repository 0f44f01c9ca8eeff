import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { emojiGroups, findEmoji, type Emoji } from "../text/emoji.ts";
import { Part } from "./part.ts";

const GAP = 6;

/** A panel of emoji beside what asked for it. The browser closes it by Escape or a click elsewhere. */
@customElement("chat-emoji")
export class EmojiPanel extends Part {
  @state() private wanted = "";
  @state() private shown = false;
  #pick: ((emoji: string) => void) | undefined;
  /** What the focus goes back to, the first of these that is still there. */
  #back: (HTMLElement | null)[] = [];

  /** `pick` is told of the one that is chosen. */
  async open(anchor: HTMLElement, pick: (emoji: string) => void): Promise<void> {
    this.#pick = pick;
    this.#back = [anchor, anchor.closest<HTMLElement>("li[tabindex]")];
    this.wanted = "";
    this.shown = true;
    await this.updateComplete;
    const panel = this.querySelector<HTMLElement>("#emoji-panel")!;
    panel.showPopover();
    this.#place(panel, anchor.getBoundingClientRect());
    // Where that would bring up a keyboard over the signs, the first of them.
    panel.querySelector<HTMLElement>(matchMedia("(pointer: coarse)").matches ? ".emoji" : "input")?.focus();
  }

  #place(panel: HTMLElement, anchor: DOMRect): void {
    const { offsetWidth: width, offsetHeight: height } = panel;
    const above = anchor.top - height - GAP;
    const top = above > GAP ? above : Math.min(anchor.bottom + GAP, innerHeight - height - GAP);
    const left = Math.max(GAP, Math.min(anchor.right - width, innerWidth - width - GAP));
    panel.style.top = `${Math.max(GAP, top)}px`;
    panel.style.left = `${left}px`;
  }

  protected override render() {
    const { t, wanted } = this;
    const found = wanted ? findEmoji(wanted.replaceAll(":", "").replaceAll(" ", "_")) : undefined;
    return html`<div id="emoji-panel" popover role="dialog" aria-label=${t.say("emoji")} @toggle=${this.#toggled} @keydown=${this.#key}>
      ${this.shown ? html`<input type="search" aria-label=${t.say("emoji_find")} placeholder=${t.say("emoji_find")} .value=${wanted}
          @input=${(event: Event) => (this.wanted = (event.target as HTMLInputElement).value.trim())} />
        <div class="emoji-scroll" tabindex="-1">
          ${found
            ? found.length ? this.#grid(found) : html`<p class="remark">${t.say("emoji_none")}</p>`
            : emojiGroups.map((group) => html`<h3>${t.say(group.title)}</h3>${this.#grid(group.emoji)}`)}
        </div>` : nothing}
    </div>`;
  }

  #grid(emoji: readonly Emoji[]) {
    return html`<div class="emoji-grid">${emoji.map(({ sign, names }) => html`<button class="emoji" aria-label=${names[0]!.replaceAll("_", " ")}
      title=":${names[0]}:" @click=${() => this.#choose(sign)}>${sign}</button>`)}</div>`;
  }

  #toggled(event: Event): void {
    if ((event as ToggleEvent).newState !== "closed") return;
    const root = this.getRootNode() as ShadowRoot;
    const lost = !root.activeElement || root.activeElement === document.body || this.contains(root.activeElement);
    this.shown = false;
    if (lost) [...this.#back, root.querySelector<HTMLElement>("#text")].find((each) => each?.checkVisibility())?.focus();
  }

  #choose(sign: string): void {
    this.querySelector<HTMLElement>("#emoji-panel")?.hidePopover();
    this.#pick?.(sign);
  }

  #key(event: KeyboardEvent): void {
    const buttons = [...this.querySelectorAll<HTMLElement>(".emoji")];
    const target = event.target as HTMLElement;
    const at = buttons.indexOf(target);
    if (at < 0) {
      if (event.key === "Enter" && this.wanted && buttons[0]) {
        event.preventDefault();
        buttons[0].click();
      } else if (event.key === "ArrowDown") {
        event.preventDefault();
        buttons[0]?.focus();
      }
      return;
    }
    const columns = Math.max(1, buttons.filter((button) => button.offsetTop === target.offsetTop && button.parentElement === target.parentElement).length);
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    (buttons[at + step] ?? (step < 0 ? this.querySelector("input") : buttons.at(-1)))?.focus();
  }
}
