import { html, nothing, type TemplateResult } from "lit";
import type { Speech } from "../i18n/index.ts";
import type { Completion } from "../text/completion.ts";
import { avatar } from "./avatar.ts";

/** More of them move through as one goes down. */
const MOST_SHOWN = 8;

/** What the word that is being written may become; the focus stays in the text. */
export function suggestionList({ suggestions }: Completion, chosen: number, t: Speech, take: (index: number) => void): TemplateResult {
  const first = Math.max(0, chosen - MOST_SHOWN + 1);
  return html`<ul class="suggestions" id="suggestions" role="listbox" aria-label=${t.say("suggestions")}>
    ${suggestions.slice(first, first + MOST_SHOWN).map((suggestion, at) => html`<li id="suggestion-${first + at}" role="option" aria-selected=${first + at === chosen}
      aria-setsize=${suggestions.length} aria-posinset=${first + at + 1} @pointerdown=${(event: Event) => { event.preventDefault(); take(first + at); }}>
      ${suggestion.user ? avatar(suggestion.user, "small") : suggestion.sign ? html`<span class="sign">${suggestion.sign}</span>` : nothing}
      <b dir="auto">${suggestion.label}</b><span>${suggestion.detail}</span></li>`)}
  </ul>`;
}
